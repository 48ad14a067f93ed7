package dev.gradfn.core;

/// The weight's gradient where a group has few weights, as in depthwise convolutions: blocks of
/// products would be too narrow. Each weight has a row of sums instead, one per position of a
/// block.
final class NarrowWeightGradient {
  /// Weights per group, at most.
  private static final int MAX_WEIGHTS = 64;

  private final ConvolutionShape shape;
  private final Lanes lanes;
  private final ConvolutionColumns columns;

  NarrowWeightGradient(ConvolutionShape shape, Lanes lanes) {
    this.shape = shape;
    this.lanes = lanes;
    this.columns = new ConvolutionColumns(shape, lanes);
  }

  static boolean fits(ConvolutionShape shape) {
    return shape.groupOutChannels() * shape.depth() <= MAX_WEIGHTS;
  }

  void run(Dense gradOutput, Dense input, Dense gradWeight) {
    Workers.parallelFor(
        shape.groups(), shape.work(), 1 << 16, g -> group(g, gradOutput, input, gradWeight));
  }

  private void group(int group, Dense gradOutput, Dense input, Dense gradWeight) {
    int outputs = shape.groupOutChannels();
    int weights = outputs * shape.depth();
    int length = PackedGemm.blockSize(shape.outPositions());
    RowScratch scratch = RowScratch.of(lanes);
    Object[] sums = scratch.results(weights);
    for (int i = 0; i < weights; i++) lanes.fill(sums[i], 0, length, 0);
    Object[] rows = scratch.packed(shape.depth() + 1);
    for (int image = 0; image < shape.images(); image++) {
      int part = image * shape.groups() + group;
      for (int at = 0; at < shape.outPositions(); at += length) {
        int n = Math.min(length, shape.outPositions() - at);
        int plane = input.offset() + part * shape.groupChannels() * shape.inPositions();
        columns.pack(input.array(), plane, 0, shape.depth(), at, n, rows);
        int from = gradOutput.offset() + part * outputs * shape.outPositions() + at;
        add(gradOutput.array(), from, rows, sums, n);
      }
    }
    int to = gradWeight.offset() + group * weights;
    for (int i = 0; i < weights; i++) {
      lanes.set(gradWeight.array(), to + i, Reductions.sum(lanes, sums[i], 0, length));
    }
  }

  private void add(Object gradOutput, int from, Object[] rows, Object[] sums, int n) {
    int depth = shape.depth();
    Object gradient = rows[depth];
    for (int o = 0; o < shape.groupOutChannels(); o++) {
      lanes.gather(gradOutput, from + o * shape.outPositions(), 1, gradient, 0, n);
      for (int k = 0; k < depth; k++) {
        lanes.multiplyAdd(gradient, rows[k], sums[o * depth + k], n);
      }
    }
  }
}
