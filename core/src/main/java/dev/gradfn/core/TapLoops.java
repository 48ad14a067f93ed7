package dev.gradfn.core;

/// The loops behind [Kernels#weighedSum].
final class TapLoops {
  private static final long WORTH_SHARING = 1 << 15;

  private final Taps taps;
  private final int inner;

  private TapLoops(Taps taps, int inner) {
    this.taps = taps;
    this.inner = inner;
  }

  static void run(Taps taps, int dim, NdArray x, NdArray out) {
    if (out.numel() == 0) return;
    DType type = Dense.computing(out.dtype());
    int inner = Math.toIntExact(x.shape().slice(dim + 1, x.rank()).product());
    int outer = Math.toIntExact(x.shape().slice(0, dim).product());
    TapLoops loops = new TapLoops(taps, inner);
    try (Dense from = Dense.read(x, type);
        Dense to = Dense.write(out, type)) {
      Workers.parallelFor(outer, out.numel(), WORTH_SHARING, i -> loops.part(i, from, to));
    }
  }

  /// @param part index of all dimensions before the one that is summed
  private void part(int part, Dense from, Dense to) {
    int source = from.offset() + part * taps.inputs() * inner;
    int target = to.offset() + part * taps.outputs() * inner;
    for (int o = 0; o < taps.outputs(); o++) {
      if (from.array() instanceof float[] x) row(x, source, o, (float[]) to.array(), target);
      else row((double[]) from.array(), source, o, (double[]) to.array(), target);
      target += inner;
    }
  }

  private void row(float[] x, int source, int o, float[] y, int target) {
    java.util.Arrays.fill(y, target, target + inner, 0);
    for (int k = taps.starts()[o]; k < taps.starts()[o + 1]; k++) {
      float weight = (float) taps.weight()[k];
      int at = source + taps.index()[k] * inner;
      for (int j = 0; j < inner; j++) y[target + j] += weight * x[at + j];
    }
  }

  private void row(double[] x, int source, int o, double[] y, int target) {
    java.util.Arrays.fill(y, target, target + inner, 0);
    for (int k = taps.starts()[o]; k < taps.starts()[o + 1]; k++) {
      double weight = taps.weight()[k];
      int at = source + taps.index()[k] * inner;
      for (int j = 0; j < inner; j++) y[target + j] += weight * x[at + j];
    }
  }
}
