package dev.gradfn.core;

/// The gradient of a convolution's input.
///
/// With stride 1 it is a convolution itself, by the flipped kernels. Otherwise the transposed
/// weight is multiplied by blocks of the output's gradient, and the products added where they
/// belong. A task owns the channels that it adds to, so no two write to one place and the order of
/// sums is fixed.
final class JavaConvolutionInputGradient {
  /// Rows of the transposed weight per task, about.
  private static final int ROWS = 144;

  private final ConvolutionShape shape;
  private final Lanes lanes;
  private final ConvolutionColumns columns;

  private JavaConvolutionInputGradient(ConvolutionShape shape, Lanes lanes) {
    this.shape = shape;
    this.lanes = lanes;
    this.columns = new ConvolutionColumns(shape, lanes);
  }

  /// See [Kernels#convolutionInputGradient].
  static void run(ConvolutionGeometry g, NdArray gradOutput, NdArray weight, NdArray gradInput) {
    if (gradInput.numel() == 0) return;
    DType type = Dense.computing(gradInput.dtype());
    ConvolutionShape shape =
        ConvolutionShape.of(g, gradInput.shape(), weight.shape(), gradOutput.shape());
    Lanes lanes = Lanes.of(type);
    try (Dense y = Dense.read(gradOutput, type);
        Dense w = Dense.read(weight, type);
        Dense x = Dense.write(gradInput, type)) {
      if (shape.hasUnitStride()) {
        Object flipped = flip(shape, lanes, w);
        JavaConvolution.forward(shape.reversed(), lanes, y, flipped, x);
      } else {
        new JavaConvolutionInputGradient(shape, lanes).add(y, w, x);
      }
    }
  }

  /// Weight `[group, out, in, tap]` as `[group, in, out, tap]`, taps in reverse. A few inputs at a
  /// time, so that both sides are used by whole cache lines.
  private static Object flip(ConvolutionShape shape, Lanes lanes, Dense weight) {
    int inputs = shape.groupChannels();
    int outputs = shape.groupOutChannels();
    int taps = shape.taps();
    int few = 8;
    int blocks = (inputs + few - 1) / few;
    Object flipped = lanes.allocate(shape.groups() * inputs * outputs * taps);
    Workers.parallelFor(
        shape.groups() * blocks,
        (long) shape.outChannels() * inputs * taps,
        1 << 16,
        task -> {
          int group = task / blocks;
          int first = task % blocks * few;
          int last = Math.min(inputs, first + few);
          for (int o = 0; o < outputs; o++) {
            for (int i = first; i < last; i++) {
              int from = weight.offset() + ((group * outputs + o) * inputs + i) * taps;
              int to = ((group * inputs + i) * outputs + o) * taps;
              lanes.reverse(weight.array(), from, flipped, to, taps);
            }
          }
        });
    return flipped;
  }

  private void add(Dense gradOutput, Dense weight, Dense gradInput) {
    int inputs = shape.groupChannels();
    int size = Math.clamp(ROWS / shape.taps(), 1, inputs);
    int blocks = (inputs + size - 1) / size;
    Workers.parallelFor(
        shape.images() * shape.groups() * blocks,
        shape.work(),
        1 << 18,
        task -> {
          int channel = task % blocks * size;
          int count = Math.min(size, inputs - channel);
          channels(task / blocks, channel, count, gradOutput, weight, gradInput);
        });
  }

  /// @param part image and group
  private void channels(
      int part, int channel, int count, Dense gradOutput, Dense weight, Dense gradInput) {
    int plane = gradInput.offset() + (part * shape.groupChannels() + channel) * shape.inPositions();
    lanes.fill(gradInput.array(), plane, plane + count * shape.inPositions(), 0);
    int block = PackedGemm.blockSize(shape.outPositions());
    for (int at = 0; at < shape.outPositions(); at += block) {
      int n = Math.min(block, shape.outPositions() - at);
      Object[] products = multiply(part, channel, count, at, n, gradOutput, weight);
      for (int r = 0; r < count * shape.taps(); r++) {
        int to = plane + r / shape.taps() * shape.inPositions();
        columns.addBack(products[r], gradInput.array(), to, r % shape.taps(), at, n);
      }
    }
  }

  private Object[] multiply(
      int part, int channel, int count, int column, int n, Dense gradOutput, Dense weight) {
    int outputs = shape.groupOutChannels();
    int rows = count * shape.taps();
    RowScratch scratch = RowScratch.of(lanes);
    Object[] b = scratch.packed(Math.min(PackedGemm.DEPTH, outputs));
    Object[] c = scratch.results(rows);
    for (int i = 0; i < rows; i++) lanes.fill(c[i], 0, n, 0);
    for (int k = 0; k < outputs; k += PackedGemm.DEPTH) {
      int depth = Math.min(PackedGemm.DEPTH, outputs - k);
      int from = gradOutput.offset() + (part * outputs + k) * shape.outPositions() + column;
      for (int i = 0; i < depth; i++) {
        lanes.gather(gradOutput.array(), from + i * shape.outPositions(), 1, b[i], 0, n);
      }
      int output = part % shape.groups() * outputs + k;
      int at = weight.offset() + output * shape.depth() + channel * shape.taps();
      lanes.multiplyAdd(weight.array(), at, 1, shape.depth(), rows, depth, b, c, n);
    }
    return c;
  }
}
