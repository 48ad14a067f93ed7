package dev.gradfn.yolov5;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;

/// Counts anchors in cells, and turns their levels round where they run against the strides.
final class AnchorOrder {
  private AnchorOrder() {}

  /// @param stride pixels per cell, by level
  static void scale(Detect detect, float[] stride, YoloVersion rules) {
    Tensor anchors = detect.anchors().get();
    Tensor pixelsPerCell = Tensor.of(stride, stride.length, 1, 1);
    boolean inCells = rules.ordersAnchorsInCells();
    if (inCells) anchors = anchors.div(pixelsPerCell);
    double growth = inCells ? growthOfAnchors(anchors) : growthOfLevels(anchors);
    double strides = stride[stride.length - 1] - stride[0];
    boolean against = Math.signum(growth) != Math.signum(strides) && (inCells || growth != 0);
    if (against) anchors = anchors.flip(Dims.of(0));
    detect.anchors().set(inCells ? anchors : anchors.div(pixelsPerCell));
  }

  /// Area of the last anchor minus that of the first.
  private static double growthOfAnchors(Tensor anchors) {
    float[] sizes = anchors.toFloatArray();
    int last = sizes.length - 2;
    return sizes[last] * sizes[last + 1] - sizes[0] * sizes[1];
  }

  /// Mean area of the last level minus that of the first.
  private static double growthOfLevels(Tensor anchors) {
    float[] sizes = anchors.toFloatArray();
    int perLevel = sizes.length / anchors.shape().at(0);
    return meanArea(sizes, sizes.length - perLevel, perLevel) - meanArea(sizes, 0, perLevel);
  }

  private static double meanArea(float[] sizes, int start, int length) {
    float sum = 0;
    for (int i = start; i < start + length; i += 2) sum += sizes[i] * sizes[i + 1];
    return sum / (length / 2);
  }
}
