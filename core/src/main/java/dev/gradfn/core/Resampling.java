package dev.gradfn.core;

/// Nearest-neighbour resampling of the last one to three dimensions, and its gradient.
final class Resampling {
  private final Lanes lanes;
  private final int[] in;
  private final int[] out;

  /// Per dimension, the index of the input that each index of the output is copied from.
  private final int[][] sources;

  private Resampling(Lanes lanes, Dims input, Dims output, double[] scales) {
    this.lanes = lanes;
    in = new int[] {1, 1, 1};
    out = new int[] {1, 1, 1};
    sources = new int[][] {{0}, {0}, {0}};
    int missing = 5 - input.rank();
    for (int d = 2; d < input.rank(); d++) {
      int to = d - 2 + missing;
      in[to] = input.at(d);
      out[to] = output.at(d);
      sources[to] = sources(in[to], out[to], scales[d - 2]);
    }
  }

  /// As PyTorch: in float, except where sizes are equal or doubled, when the scale is not asked.
  private static int[] sources(int in, int out, double scale) {
    int[] sources = new int[out];
    float step = (float) scale;
    for (int i = 0; i < out; i++) {
      if (out == in) {
        sources[i] = i;
      } else if (out == 2 * in) {
        sources[i] = i >> 1;
      } else {
        sources[i] = Math.min((int) (i * step), in - 1);
      }
    }
    return sources;
  }

  /// See [Kernels#upsampleNearest].
  static void forward(NdArray input, double[] scales, NdArray output) {
    if (output.numel() == 0) return;
    DType type = Dense.computing(output.dtype());
    Resampling r = new Resampling(Lanes.of(type), input.shape(), output.shape(), scales);
    try (Dense x = Dense.read(input, type);
        Dense y = Dense.write(output, type)) {
      Workers.parallelFor(
          planes(output),
          output.numel(),
          1 << 15,
          plane ->
              r.copyPlane(
                  x.array(), x.offset() + plane * volume(r.in),
                  y.array(), y.offset() + plane * volume(r.out)));
    }
  }

  /// See [Kernels#upsampleNearestGradient].
  static void gradient(NdArray gradOutput, double[] scales, NdArray gradInput) {
    if (gradInput.numel() == 0) return;
    DType type = Dense.computing(gradInput.dtype());
    Resampling r = new Resampling(Lanes.of(type), gradInput.shape(), gradOutput.shape(), scales);
    try (Dense g = Dense.read(gradOutput, type);
        Dense x = Dense.write(gradInput, type)) {
      Workers.parallelFor(
          planes(gradInput),
          gradOutput.numel(),
          1 << 15,
          plane ->
              r.addPlane(
                  g.array(), g.offset() + plane * volume(r.out),
                  x.array(), x.offset() + plane * volume(r.in)));
    }
  }

  private static int planes(NdArray array) {
    return Math.toIntExact(array.shape().get(0) * array.shape().get(1));
  }

  private static int volume(int[] sizes) {
    return sizes[0] * sizes[1] * sizes[2];
  }

  private void copyPlane(Object x, int from, Object y, int to) {
    boolean doubled = out[2] == 2 * in[2];
    int previous = -1;
    for (int line = 0; line < out[0] * out[1]; line++) {
      int at = to + line * out[2];
      int source = sourceLine(line);
      if (source == previous) {
        System.arraycopy(y, at - out[2], y, at, out[2]);
      } else if (doubled) {
        lanes.twice(x, from + source * in[2], y, at, in[2]);
      } else {
        lanes.gatherAt(x, from + source * in[2], sources[2], y, at, out[2]);
      }
      previous = source;
    }
  }

  private void addPlane(Object g, int from, Object x, int to) {
    lanes.fill(x, to, to + volume(in), 0);
    for (int line = 0; line < out[0] * out[1]; line++) {
      int target = to + sourceLine(line) * in[2];
      lanes.scatterAddAt(g, from + line * out[2], x, target, sources[2], out[2]);
    }
  }

  private int sourceLine(int line) {
    return sources[0][line / out[1]] * in[1] + sources[1][line % out[1]];
  }
}
