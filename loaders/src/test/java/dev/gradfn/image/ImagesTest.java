package dev.gradfn.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.Torch;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesTest {
  private static final int[][][] RGB = {
    {{255, 1, 0}, {7, 8, 9}}, {{0, 2, 0}, {17, 18, 19}}, {{51, 3, 255}, {27, 28, 29}}
  };

  private static BufferedImage painted(int type) {
    BufferedImage image = new BufferedImage(3, 2, type);
    for (int y = 0; y < 2; y++) {
      for (int x = 0; x < 3; x++) {
        image.setRGB(x, y, 0xFF << 24 | RGB[0][y][x] << 16 | RGB[1][y][x] << 8 | RGB[2][y][x]);
      }
    }
    return image;
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_INT_ARGB_PRE,
        BufferedImage.TYPE_INT_BGR,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_4BYTE_ABGR
      })
  void pixels_become_planes_of_red_green_and_blue(int type) {
    Tensor bytes = Images.toByteTensor(painted(type));
    assertEquals(DType.UINT8, bytes.dtype());
    assertArrayEquals(RGB, (int[][][]) bytes.toArray());
    Tensor floats = Images.toTensor(painted(type));
    assertEquals(DType.FLOAT32, floats.dtype());
    assertEquals(Dims.of(3, 2, 3), floats.shape());
    assertEquals(1f, floats.toFloatArray()[0]);
    assertEquals(1 / 255f, floats.toFloatArray()[1]);
    assertEquals(0.2f, floats.toFloatArray()[12]);
  }

  @Test
  void grey_is_taken_as_it_is() {
    BufferedImage bytes = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    bytes.getRaster().setSample(0, 0, 0, 100);
    BufferedImage shorts = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    shorts.getRaster().setSample(0, 0, 0, 100 << 8 | 99);
    for (BufferedImage image : new BufferedImage[] {bytes, shorts}) {
      assertArrayEquals(new long[] {100, 100, 100}, Images.toByteTensor(image).toLongArray());
    }
  }

  @Test
  void tensors_become_images_again() {
    BufferedImage image = painted(BufferedImage.TYPE_3BYTE_BGR);
    for (Tensor tensor :
        new Tensor[] {Images.toByteTensor(image), Images.toTensor(image), Torch.tensor(RGB)}) {
      BufferedImage back = Images.toImage(tensor);
      assertArrayEquals(RGB, (int[][][]) Images.toByteTensor(back).toArray());
    }
  }

  @Test
  void values_beyond_the_range_are_cut_off() {
    Tensor grey = Torch.tensor(new float[][][] {{{-1, 2, Float.NaN, 0.5f}}});
    BufferedImage image = Images.toImage(grey);
    assertArrayEquals(
        new int[] {0xFF000000, 0xFFFFFFFF, 0xFF000000, 0xFF808080},
        image.getRGB(0, 0, 4, 1, null, 0, 4));
  }

  @Test
  void other_shapes_are_refused() {
    for (Tensor wrong :
        new Tensor[] {Tensor.ones(4, 4), Tensor.ones(4, 4, 3), Tensor.ones(3, 0, 3)}) {
      TorchException error = assertThrows(TorchException.class, () -> Images.toImage(wrong));
      assertEquals(
          "image: expected shape [3, height, width], got " + wrong.shape(), error.getMessage());
    }
  }
}
