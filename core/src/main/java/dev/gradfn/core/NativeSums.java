package dev.gradfn.core;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Sums along one dimension of float32 numbers in native memory, seen as `[outer, middle, inner]`
/// in the order in which they lie: for backends, which so keep data where it is. Results are those
/// of the Java kernels.
///
/// Blocks are copied in and out, as in [NativeLoops].
public final class NativeSums {
  /// Elements of one task: results do not depend on the number of threads.
  private static final int PIECE = 1 << 16;

  private static final int BLOCK = Reductions.BLOCK;
  private static final Lanes LANES = Lanes.of(DType.FLOAT32);

  private NativeSums() {}

  /// `out[o, i] = Σ x[o, m, i] / divisor` over all `m`, added in double.
  public static void sum(
      int outer, int middle, int inner, double divisor, MemorySegment x, MemorySegment out) {
    int rows = Math.clamp(PIECE / inner, 1, middle);
    int pieces = (middle + rows - 1) / rows;
    double[][] sums = new double[outer * pieces][];
    int perTask = Math.max(1, PIECE / (rows * inner));
    Workers.parallelFor(
        (sums.length + perTask - 1) / perTask,
        task -> {
          int end = Math.min(sums.length, (task + 1) * perTask);
          for (int i = task * perTask; i < end; i++) {
            int from = i / pieces * middle + i % pieces * rows;
            int to = Math.min(from + rows, (i / pieces + 1) * middle);
            sums[i] = ofRows(x, from, to - from, inner);
          }
        });
    float[] line = new float[inner];
    for (int o = 0; o < outer; o++) {
      double[] total = sums[o * pieces];
      for (int piece = 1; piece < pieces; piece++) add(sums[o * pieces + piece], total);
      for (int i = 0; i < inner; i++) line[i] = (float) (total[i] / divisor);
      MemorySegment.copy(
          line, 0, out, ValueLayout.JAVA_FLOAT, (long) o * inner * Float.BYTES, inner);
    }
  }

  private static void add(double[] part, double[] total) {
    for (int i = 0; i < total.length; i++) total[i] += part[i];
  }

  /// The sum of rows of `inner` elements each.
  private static double[] ofRows(MemorySegment x, int row, int rows, int inner) {
    return inner <= BLOCK / 2 ? ofNarrow(x, row, rows, inner) : ofWide(x, row, rows, inner);
  }

  /// Several rows at a time, side by side.
  private static double[] ofNarrow(MemorySegment x, int row, int rows, int inner) {
    double[] aside = new double[Math.min(rows, BLOCK / inner) * inner];
    long at = (long) row * inner;
    for (long rest = (long) rows * inner; rest > 0; rest -= aside.length, at += aside.length) {
      int n = (int) Math.min(aside.length, rest);
      LANES.add(read(x, at, n), aside, n);
    }
    double[] sums = new double[inner];
    for (int i = 0; i < aside.length; i++) sums[i % inner] += aside[i];
    return sums;
  }

  private static double[] ofWide(MemorySegment x, int row, int rows, int inner) {
    double[] sums = new double[inner];
    double[] part = new double[BLOCK];
    for (int from = 0; from < inner; from += BLOCK) {
      int n = Math.min(BLOCK, inner - from);
      java.util.Arrays.fill(part, 0);
      for (int r = row; r < row + rows; r++)
        LANES.add(read(x, (long) r * inner + from, n), part, n);
      System.arraycopy(part, 0, sums, from, n);
    }
    return sums;
  }

  /// See [Kernels#weighedSum]: `taps` of the middle dimension.
  public static void weighedSum(
      Taps taps, int outer, int inner, MemorySegment x, MemorySegment out) {
    int rows = outer * taps.outputs();
    int perTask = Math.max(1, PIECE / 4 / inner);
    Workers.parallelFor(
        (rows + perTask - 1) / perTask,
        task -> {
          int end = Math.min(rows, (task + 1) * perTask);
          for (int row = task * perTask; row < end; row++) weigh(taps, row, inner, x, out);
        });
  }

  private static void weigh(Taps taps, int row, int inner, MemorySegment x, MemorySegment out) {
    int output = row % taps.outputs();
    long source = (long) (row / taps.outputs()) * taps.inputs();
    float[] sum = (float[]) BlockScratch.block(Wide.FLOAT, 0);
    for (int from = 0; from < inner; from += Kernels.BLOCK) {
      int n = Math.min(Kernels.BLOCK, inner - from);
      java.util.Arrays.fill(sum, 0, n, 0);
      for (int k = taps.starts()[output]; k < taps.starts()[output + 1]; k++) {
        float[] part = read(x, (source + taps.index()[k]) * inner + from, n);
        addWeighed((float) taps.weight()[k], part, sum, n);
      }
      long to = ((long) row * inner + from) * Float.BYTES;
      MemorySegment.copy(sum, 0, out, ValueLayout.JAVA_FLOAT, to, n);
    }
  }

  private static void addWeighed(float weight, float[] x, float[] sum, int n) {
    for (int i = 0; i < n; i++) sum[i] += weight * x[i];
  }

  private static float[] read(MemorySegment x, long at, int n) {
    float[] block = (float[]) BlockScratch.block(Wide.FLOAT, 1);
    MemorySegment.copy(x, ValueLayout.JAVA_FLOAT, at * Float.BYTES, block, 0, n);
    return block;
  }
}
