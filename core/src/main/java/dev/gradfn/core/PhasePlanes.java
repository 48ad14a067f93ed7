package dev.gradfn.core;

/// An order of the input in which a convolution with strides is packed like one without: each
/// channel is cut into `stride · stride` planes, by row and column modulo the stride. What a tap
/// sees is one of them then, shifted; otherwise it would be gathered element by element, once for
/// each tap.
final class PhasePlanes {
  private final ConvolutionShape shape;
  private final int rowStep;
  private final int columnStep;

  PhasePlanes(ConvolutionShape shape) {
    this.shape = shape;
    rowStep = shape.stride()[1];
    columnStep = shape.stride()[2];
  }

  /// Whether the planes have lines as long as the output's, and several taps see each.
  static boolean areWorthIt(ConvolutionShape shape) {
    return !shape.hasUnitStride() && shape.taps() > 1 && fit(shape);
  }

  private static boolean fit(ConvolutionShape shape) {
    return isFlat(shape)
        && shape.in()[1] % shape.stride()[1] == 0
        && shape.in()[2] == shape.out()[2] * shape.stride()[2];
  }

  private static boolean isFlat(ConvolutionShape shape) {
    return shape.in()[0] == 1
        && shape.out()[0] == 1
        && shape.kernel()[0] == 1
        && shape.padding()[0] == 0
        && shape.stride()[0] == 1;
  }

  /// Whether what a tap sees is a plane of the input, shifted.
  static boolean areShifted(ConvolutionShape shape, boolean inPhases) {
    return (inPhases || shape.hasUnitStride()) && fit(shape);
  }

  /// A copy of `input`, all its channels in this order.
  Dense read(NdArray input, Lanes lanes) {
    NdArray copy = NdArray.allocate(lanes.dtype(), input.shape());
    try (Dense from = Dense.read(input, lanes.dtype());
        Dense to = Dense.write(copy, lanes.dtype())) {
      int height = shape.in()[1];
      int lines = shape.images() * shape.channels() * height;
      int tasks = Math.min(lines, 64);
      Workers.parallelFor(
          tasks,
          input.numel(),
          1 << 16,
          task -> {
            int end = (int) ((task + 1L) * lines / tasks);
            for (int line = (int) ((long) task * lines / tasks); line < end; line++) {
              cut(lanes, from, to, line / height, line % height);
            }
          });
    }
    return Dense.ofCopy(input, copy);
  }

  private void cut(Lanes lanes, Dense from, Dense to, int channel, int row) {
    int width = shape.in()[2];
    int length = width / columnStep;
    int plane = channel * shape.inPositions();
    for (int phase = 0; phase < columnStep; phase++) {
      int first = from.offset() + plane + row * width + phase;
      int target = plane + start(shape, row, phase) + row / rowStep * length;
      lanes.gather(from.array(), first, columnStep, to.array(), target, length);
    }
  }

  /// Elements of one plane: all of the channel where there are no strides.
  static int size(ConvolutionShape shape) {
    return shape.inPositions() / (shape.stride()[1] * shape.stride()[2]);
  }

  /// Where in its channel the plane begins that row `y` and column `x` belong to.
  static int start(ConvolutionShape shape, int y, int x) {
    int columnStep = shape.stride()[2];
    int phase = Math.floorMod(y, shape.stride()[1]) * columnStep + Math.floorMod(x, columnStep);
    return phase * size(shape);
  }
}
