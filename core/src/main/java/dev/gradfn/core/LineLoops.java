package dev.gradfn.core;

import java.util.Arrays;

/// Loops over the lines of an array: its last dimension, once per index of the others.
///
/// Lines are worked on as doubles, or as longs for integers, both of which hold every type exactly.
final class LineLoops {
  private LineLoops() {}

  private static int size(NdArray x) {
    return x.shape().at(-1);
  }

  private static int lines(NdArray x) {
    return Math.toIntExact(x.shape().slice(0, x.rank() - 1).product());
  }

  /// See [Kernels#pick].
  static void pick(LinePick pick, NdArray x, NdArray values, NdArray indices) {
    NdArray result = values == null ? indices : values;
    if (result.numel() == 0) return;
    int n = size(x);
    int m = size(result);
    Object source = wide(x);
    long[] keys = source instanceof double[] reals ? keys(reals) : (long[]) source;
    long[] picked = new long[Math.toIntExact(result.numel())];
    Workers.parallelFor(
        lines(result), line -> pick.rule().pick(keys, line * n, n, picked, line * m, m));
    if (values != null) writeTaken(source, n, picked, m, values);
    if (indices != null) StridedCopy.copy(wrap(picked, indices.shape()), indices);
  }

  private static void writeTaken(Object source, int n, long[] picked, int m, NdArray out) {
    if (source instanceof long[] whole) {
      long[] taken = new long[picked.length];
      for (int i = 0; i < taken.length; i++) taken[i] = whole[i / m * n + (int) picked[i]];
      StridedCopy.copy(wrap(taken, out.shape()), out);
      return;
    }
    double[] reals = (double[]) source;
    double[] taken = new double[picked.length];
    for (int i = 0; i < taken.length; i++) taken[i] = reals[i / m * n + (int) picked[i]];
    StridedCopy.copy(wrap(taken, out.shape()), out);
  }

  /// See [Kernels#fold].
  static void fold(BinaryFunction f, double start, boolean backwards, NdArray x, NdArray out) {
    if (out.numel() == 0) return;
    if (x.numel() == 0) {
      StridedCopy.fill(start, out);
      return;
    }
    int n = size(x);
    boolean running = size(out) == n;
    Object source = wide(x);
    for (int line = 0; line < lines(x); line++) {
      if (source instanceof double[] reals) fold(f.real(), start, backwards, reals, line * n, n);
      else fold(f.whole(), (long) start, backwards, (long[]) source, line * n, n);
    }
    NdArray all =
        source instanceof double[] reals
            ? wrap(reals, x.shape())
            : wrap((long[]) source, x.shape());
    Geometry last = all.geometry().slice(x.rank() - 1, backwards ? 0 : n - 1, 1, 1);
    StridedCopy.copy(running ? all : all.view(last), out);
  }

  private static void fold(
      BinaryFunction.DoubleBinary f, double start, boolean backwards, double[] x, int from, int n) {
    double folded = start;
    for (int i = 0; i < n; i++) {
      int at = from + (backwards ? n - 1 - i : i);
      folded = f.at(folded, x[at]);
      x[at] = folded;
    }
  }

  private static void fold(
      BinaryFunction.LongBinary f, long start, boolean backwards, long[] x, int from, int n) {
    long folded = start;
    for (int i = 0; i < n; i++) {
      int at = from + (backwards ? n - 1 - i : i);
      folded = f.at(folded, x[at]);
      x[at] = folded;
    }
  }

  private static Object wide(NdArray x) {
    return Wide.of(x.dtype()) == Wide.LONG ? longs(x) : doubles(x);
  }

  private static double[] doubles(NdArray x) {
    double[] copy = new double[Math.toIntExact(x.numel())];
    StridedCopy.copy(x, wrap(copy, x.shape()));
    return copy;
  }

  private static long[] longs(NdArray x) {
    long[] copy = new long[Math.toIntExact(x.numel())];
    StridedCopy.copy(x, wrap(copy, x.shape()));
    return copy;
  }

  private static NdArray wrap(double[] values, Dims shape) {
    return NdArray.wrap(DType.FLOAT64, values, shape);
  }

  private static NdArray wrap(long[] values, Dims shape) {
    return NdArray.wrap(DType.INT64, values, shape);
  }

  /// The bits of a double as a number of the same order: those of negative ones count backwards.
  private static long[] keys(double[] values) {
    long[] keys = new long[values.length];
    Arrays.setAll(keys, i -> key(values[i]));
    return keys;
  }

  private static long key(double value) {
    if (Double.isNaN(value)) return Long.MAX_VALUE;
    // + 0.0 makes one zero of both.
    long bits = Double.doubleToRawLongBits(value + 0.0);
    return bits >= 0 ? bits : bits ^ Long.MAX_VALUE;
  }
}
