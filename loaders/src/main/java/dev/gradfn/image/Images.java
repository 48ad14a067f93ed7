package dev.gradfn.image;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.NdArray;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.util.Arrays;

/// Java's images, to and from tensors of shape `[3, height, width]`, the channels red, green, blue.
///
/// An image of any kind is read as sRGB; transparency is left out, grey gives three equal channels.
/// (Grey samples are taken as they are: `BufferedImage.getRGB` would brighten them, since Java
/// calls grey linear.) Only this class needs the module java.desktop.
public final class Images {
  private static final int CHANNELS = 3;

  private Images() {}

  /// Float32 in `[0, 1]`: sample / 255, as torchvision's `ToTensor` gives it.
  public static Tensor toTensor(BufferedImage image) {
    byte[] samples = planes(image);
    float[] scaled = new float[samples.length];
    for (int i = 0; i < scaled.length; i++) scaled[i] = (samples[i] & 0xFF) / 255f;
    return Tensor.of(NdArray.wrap(DType.FLOAT32, scaled, shapeOf(image)));
  }

  /// Uint8 from 0 to 255.
  public static Tensor toByteTensor(BufferedImage image) {
    return Tensor.of(NdArray.wrap(DType.UINT8, planes(image), shapeOf(image)));
  }

  /// An image of type `TYPE_INT_RGB`.
  ///
  /// @param tensor `[3, height, width]`, or `[1, height, width]` for grey; floating-point values
  ///   count from 0 to 1, others from 0 to 255; what lies beyond is cut off, nan is black
  /// @throws TorchException for another shape
  public static BufferedImage toImage(Tensor tensor) {
    Dims shape = tensor.shape();
    boolean fits = shape.rank() == 3 && (shape.get(0) == CHANNELS || shape.get(0) == 1);
    if (!fits || shape.product() == 0) {
      throw TorchException.value("image: expected shape [3, height, width], got " + shape);
    }
    int height = shape.at(1);
    int width = shape.at(2);
    int[] bytes = samples(tensor);
    int plane = height * width;
    int step = shape.get(0) == 1 ? 0 : plane;
    int[] pixels = new int[plane];
    for (int i = 0; i < plane; i++) {
      pixels[i] = bytes[i] << 16 | bytes[i + step] << 8 | bytes[i + 2 * step];
    }
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, width, height, pixels, 0, width);
    return image;
  }

  private static int[] samples(Tensor tensor) {
    double scale = tensor.dtype().isFloatingPoint() ? 255 : 1;
    return Arrays.stream(tensor.toDoubleArray())
        .mapToInt(v -> Math.clamp(Math.round(v * scale), 0, 255))
        .toArray();
  }

  private static Dims shapeOf(BufferedImage image) {
    return Dims.of(CHANNELS, image.getHeight(), image.getWidth());
  }

  private static byte[] planes(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    int plane = Math.multiplyExact(width, height);
    byte[] samples = new byte[Math.multiplyExact(CHANNELS, plane)];
    boolean grey = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      if (grey) {
        readGrey(image, y, row);
      } else {
        image.getRGB(0, y, width, 1, row, 0, width);
      }
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        samples[at] = (byte) (row[x] >> 16);
        samples[at + plane] = (byte) (row[x] >> 8);
        samples[at + 2 * plane] = (byte) row[x];
      }
    }
    return samples;
  }

  /// The high 8 bits of each grey sample, as red, green and blue.
  private static void readGrey(BufferedImage image, int y, int[] row) {
    image.getRaster().getSamples(0, y, row.length, 1, 0, row);
    int surplus = image.getColorModel().getComponentSize(0) - 8;
    for (int x = 0; x < row.length; x++) {
      int sample = surplus > 0 ? row[x] >> surplus : row[x];
      row[x] = sample << 16 | sample << 8 | sample;
    }
  }
}
