package dev.gradfn.cli;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.image.Images;
import dev.gradfn.pickle.CheckpointException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/// A picture as a network's input. Only this class of the command needs the module java.desktop.
final class ImageInput {
  /// What YOLOv5 fills borders with.
  private static final Color GREY = new Color(114, 114, 114);

  private ImageInput() {}

  /// `[1, 3, size, size]` in 0…1: the whole picture in the middle, the rest grey.
  ///
  /// @throws CheckpointException in one line, if the file holds no picture that Java reads
  static Tensor read(Path file, int size) throws CheckpointException {
    BufferedImage picture = picture(file);
    double scale = (double) size / Math.max(picture.getWidth(), picture.getHeight());
    int width = Math.max(1, (int) Math.round(picture.getWidth() * scale));
    int height = Math.max(1, (int) Math.round(picture.getHeight() * scale));
    BufferedImage square = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = square.createGraphics();
    graphics.setColor(GREY);
    graphics.fillRect(0, 0, size, size);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(picture, (size - width) / 2, (size - height) / 2, width, height, null);
    graphics.dispose();
    return Images.toTensor(square).unsqueeze(0);
  }

  private static BufferedImage picture(Path file) throws CheckpointException {
    try {
      BufferedImage picture = ImageIO.read(file.toFile());
      if (picture != null) return picture;
    } catch (IOException e) {
      throw new CheckpointException(file + ": cannot be read as a picture: " + e.getMessage());
    }
    throw new CheckpointException(file + ": is no picture that Java reads, expected PNG or JPEG");
  }
}
