package dev.gradfn.core;

import java.util.Arrays;

/// Softmax along one dimension of arrays seen as `[outer, size, inner]`.
///
/// The largest element is taken off first, so that nothing overflows. Floats are computed in blocks
/// that the JIT makes vector code of: along a line where `inner` is 1, else over many lines beside
/// each other.
final class SoftmaxLoops {
  /// Elements that are worth a second thread.
  private static final int WORTHWHILE = 16 * Kernels.BLOCK;

  private final SoftmaxKind kind;
  private final int size;
  private final int inner;

  private SoftmaxLoops(SoftmaxKind kind, int size, int inner) {
    this.kind = kind;
    this.size = size;
    this.inner = inner;
  }

  /// See [Kernels#softmax].
  static void run(SoftmaxKind kind, int dim, NdArray x, NdArray out) {
    if (out.numel() == 0) return;
    Dims shape = x.shape();
    int size = shape.at(dim);
    int inner = Math.toIntExact(shape.slice(dim + 1, shape.rank()).product());
    SoftmaxLoops loops = new SoftmaxLoops(kind, size, inner);
    DType type = Dense.computing(out.dtype());
    try (Dense from = Dense.read(x, type);
        Dense to = Dense.write(out, type)) {
      int outer = Math.toIntExact(x.numel() / ((long) size * inner));
      if (type == DType.FLOAT64) loops.doubles(from, to, outer);
      else if (inner == 1) loops.rows(from, to, outer);
      else loops.columns(from, to, outer);
    }
  }

  // ---- lines that lie in one piece -----------------------------------------------------------

  private void rows(Dense x, Dense out, int rows) {
    float[] from = (float[]) x.array();
    float[] to = (float[]) out.array();
    int each = Math.max(1, WORTHWHILE / size);
    int tasks = (rows + each - 1) / each;
    Workers.parallelFor(
        tasks,
        task -> {
          int end = Math.min(rows, (task + 1) * each);
          for (int row = task * each; row < end; row++) {
            row(from, x.offset() + row * size, to, out.offset() + row * size);
          }
        });
  }

  private void row(float[] x, int from, float[] out, int to) {
    float[] block = (float[]) BlockScratch.block(Wide.FLOAT, 0);
    float max = Float.NEGATIVE_INFINITY;
    for (int i = from; i < from + size; i++) max = Math.max(max, x[i]);
    if (isBlind(max)) {
      Arrays.fill(out, to, to + size, 0);
      return;
    }
    double sum = 0;
    for (int at = 0; at < size; at += Kernels.BLOCK) {
      int n = Math.min(Kernels.BLOCK, size - at);
      shifted(x, from + at, max, block, n);
      FastMath.exp(block, 0, block, 0, n);
      sum += sum(block, n);
      if (kind != SoftmaxKind.LOG) System.arraycopy(block, 0, out, to + at, n);
    }
    if (kind == SoftmaxKind.LOG) {
      float shift = (float) Math.log(sum);
      for (int i = 0; i < size; i++) out[to + i] = x[from + i] - max - shift;
    } else {
      float factor = (float) (1 / sum);
      for (int i = to; i < to + size; i++) out[i] *= factor;
    }
  }

  /// Attention that sees nothing has weights of 0.
  private boolean isBlind(double max) {
    return kind == SoftmaxKind.SAFE && max == Double.NEGATIVE_INFINITY;
  }

  private static void shifted(float[] x, int from, float max, float[] out, int n) {
    for (int i = 0; i < n; i++) out[i] = x[from + i] - max;
  }

  /// In four sums, which do not wait for each other.
  private static double sum(float[] x, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i < n - 3; i += 4) {
      a += x[i];
      b += x[i + 1];
      c += x[i + 2];
      d += x[i + 3];
    }
    for (; i < n; i++) a += x[i];
    return (a + b) + (c + d);
  }

  // ---- lines beside each other ---------------------------------------------------------------

  private void columns(Dense x, Dense out, int outer) {
    float[] from = (float[]) x.array();
    float[] to = (float[]) out.array();
    int blocks = (inner + Kernels.BLOCK - 1) / Kernels.BLOCK;
    long work = (long) outer * size * inner;
    Workers.parallelFor(
        outer * blocks,
        work,
        WORTHWHILE,
        task -> {
          int at = task % blocks * Kernels.BLOCK;
          int start = task / blocks * size * inner + at;
          int n = Math.min(Kernels.BLOCK, inner - at);
          new Columns(n).run(from, x.offset() + start, to, out.offset() + start);
        });
  }

  /// Up to a block of lines.
  private final class Columns {
    private final int n;
    private final float[] line = (float[]) BlockScratch.block(Wide.FLOAT, 0);
    private final float[] max = (float[]) BlockScratch.block(Wide.FLOAT, 1);
    private final float[] sum = (float[]) BlockScratch.block(Wide.FLOAT, 2);

    Columns(int n) {
      this.n = n;
    }

    void run(float[] x, int from, float[] out, int to) {
      Arrays.fill(max, 0, n, Float.NEGATIVE_INFINITY);
      Arrays.fill(sum, 0, n, 0);
      for (int i = 0; i < size; i++) {
        System.arraycopy(x, from + i * inner, line, 0, n);
        for (int j = 0; j < n; j++) max[j] = Math.max(max[j], line[j]);
      }
      for (int i = 0; i < size; i++) {
        shift(x, from + i * inner);
        FastMath.exp(line, 0, line, 0, n);
        for (int j = 0; j < n; j++) sum[j] += line[j];
        if (kind != SoftmaxKind.LOG) System.arraycopy(line, 0, out, to + i * inner, n);
      }
      finish();
      for (int i = 0; i < size; i++) {
        if (kind == SoftmaxKind.LOG) shift(x, from + i * inner);
        else System.arraycopy(out, to + i * inner, line, 0, n);
        apply();
        System.arraycopy(line, 0, out, to + i * inner, n);
      }
    }

    private void shift(float[] x, int from) {
      System.arraycopy(x, from, line, 0, n);
      for (int j = 0; j < n; j++) line[j] -= max[j];
    }

    /// Makes of each sum what [#apply] takes.
    private void finish() {
      for (int j = 0; j < n; j++) {
        if (kind == SoftmaxKind.LOG) sum[j] = (float) Math.log(sum[j]);
        else sum[j] = 1 / sum[j];
      }
    }

    private void apply() {
      if (kind == SoftmaxKind.LOG) {
        for (int j = 0; j < n; j++) line[j] -= sum[j];
      } else {
        for (int j = 0; j < n; j++) line[j] *= sum[j];
      }
      if (kind != SoftmaxKind.SAFE) return;
      for (int j = 0; j < n; j++) if (isBlind(max[j])) line[j] = 0;
    }
  }

  // ---- doubles -------------------------------------------------------------------------------

  private void doubles(Dense x, Dense out, int outer) {
    double[] from = (double[]) x.array();
    double[] to = (double[]) out.array();
    int lines = outer * inner;
    int each = Math.max(1, WORTHWHILE / 4 / size);
    Workers.parallelFor(
        (lines + each - 1) / each,
        task -> {
          int end = Math.min(lines, (task + 1) * each);
          for (int l = task * each; l < end; l++) {
            int start = l / inner * size * inner + l % inner;
            line(from, x.offset() + start, to, out.offset() + start);
          }
        });
  }

  private void line(double[] x, int from, double[] out, int to) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < size; i++) max = Math.max(max, x[from + i * inner]);
    boolean blind = isBlind(max);
    double sum = 0;
    for (int i = 0; i < size; i++) {
      double power = blind ? 0 : Math.exp(x[from + i * inner] - max);
      sum += power;
      if (kind != SoftmaxKind.LOG) out[to + i * inner] = power;
    }
    double logarithm = Math.log(sum);
    for (int i = 0; i < size && !blind; i++) {
      int at = to + i * inner;
      if (kind == SoftmaxKind.LOG) out[at] = x[from + i * inner] - max - logarithm;
      else out[at] /= sum;
    }
  }
}
