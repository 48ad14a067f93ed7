package dev.gradfn.yolov5;

import java.util.List;

/// One object that was found in an image.
///
/// @param x1 left edge in pixels
/// @param y1 upper edge in pixels
/// @param x2 right edge in pixels
/// @param y2 lower edge in pixels
/// @param confidence 0 to 1: that there is an object, times that it is of this class
/// @param classIndex number of the class
/// @param mask coefficients of a segmentation network's prototypes; else empty
public record Detection(
    float x1, float y1, float x2, float y2, float confidence, int classIndex, List<Float> mask) {

  /// The same in pixels of the image from which the network's input was made by letterboxing:
  /// scaled with its sides in proportion, and padded equally on both sides. Clipped to the image,
  /// not rounded.
  ///
  /// @param inputHeight of the network's input
  /// @param height of the image
  public Detection inImage(int inputHeight, int inputWidth, int height, int width) {
    double gain = Math.min((double) inputHeight / height, (double) inputWidth / width);
    double left = (inputWidth - width * gain) / 2;
    double top = (inputHeight - height * gain) / 2;
    return new Detection(
        clipped((x1 - left) / gain, width),
        clipped((y1 - top) / gain, height),
        clipped((x2 - left) / gain, width),
        clipped((y2 - top) / gain, height),
        confidence,
        classIndex,
        mask);
  }

  private static float clipped(double value, int most) {
    return (float) Math.clamp(value, 0, most);
  }
}
