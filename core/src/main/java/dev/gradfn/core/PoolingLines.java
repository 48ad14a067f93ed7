package dev.gradfn.core;

import java.util.Arrays;

/// The inner loops of max pooling: maxima along lines of the input, and of those over lines.
abstract sealed class PoolingLines {
  final LineWindows windows;

  PoolingLines(LineWindows windows) {
    this.windows = windows;
  }

  static PoolingLines of(DType type, LineWindows windows, int kept) {
    return type == DType.FLOAT32 ? new Keyed(windows, kept) : new Compared(windows, kept);
  }

  /// Pools line `line` of the plane at `plane` and keeps the result under `slot`.
  abstract void pool(Object x, int plane, int line, int slot);

  /// Begins an output line.
  abstract void begin();

  /// Takes one kept line into the output line.
  abstract void take(int slot);

  /// Ends an output line: writes its maxima and their places.
  abstract void end(Object x, int plane, Object y, int at, long[] places, int placesAt);

  /// Where windows lie along a line: for output column `o`, kernel column `k` sees input column `o
  /// * stride + shift[k]`, if `o` is in `inside[k]..outside[k]`.
  record LineWindows(
      int width, int outWidth, int stride, int[] shift, int[] inside, int[] outside) {
    static LineWindows of(PoolGeometry g, int width, int outWidth) {
      int kernel = g.kernel().at(1);
      int stride = g.stride().at(1);
      int[] shift = new int[kernel];
      int[] inside = new int[kernel];
      int[] outside = new int[kernel];
      for (int k = 0; k < kernel; k++) {
        shift[k] = k * g.dilation().at(1) - g.padding().at(1);
        inside[k] = Math.clamp(-Math.floorDiv(shift[k], stride), 0, outWidth);
        int end = Math.floorDiv(width - 1 - shift[k], stride) + 1;
        outside[k] = Math.clamp(end, inside[k], outWidth);
      }
      return new LineWindows(width, outWidth, stride, shift, inside, outside);
    }
  }

  /// float32: value and place in one `long`, so that a maximum is a single instruction without a
  /// branch. The upper half is ordered as the values are, nan last; the lower half prefers the
  /// first of equal values and, as PyTorch does, the last nan.
  private static final class Keyed extends PoolingLines {
    private static final int NAN = Float.floatToIntBits(Float.NaN);

    private final long[] keys;
    private final long[] seen;
    private final long[][] kept;
    private final long[] best;

    Keyed(LineWindows windows, int kept) {
      super(windows);
      this.keys = new long[windows.width];
      this.seen = new long[windows.outWidth];
      this.kept = new long[kept][windows.outWidth];
      this.best = new long[windows.outWidth];
    }

    @Override
    void pool(Object x, int plane, int line, int slot) {
      encode((float[]) x, plane, line * windows.width);
      long[] result = kept[slot];
      int n = windows.outWidth;
      Arrays.fill(result, Long.MIN_VALUE);
      for (int k = 0; k < windows.shift.length; k++) {
        int from = windows.inside[k];
        int to = windows.outside[k];
        int first = from * windows.stride + windows.shift[k];
        Arrays.fill(seen, 0, from, Long.MIN_VALUE);
        Elements.LONGS.copy(keys, first, windows.stride, seen, from, 1, to - from);
        Arrays.fill(seen, to, n, Long.MIN_VALUE);
        larger(seen, result, n);
      }
    }

    private void encode(float[] x, int plane, int place) {
      for (int i = 0; i < keys.length; i++) keys[i] = key(x[plane + place + i], place + i);
    }

    private static long key(float value, int place) {
      // Adding 0 makes the two zeros equal.
      int bits = Float.floatToIntBits(value + 0f);
      int ordered = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
      int low = bits == NAN ? place : Integer.MAX_VALUE - place;
      return ((long) ordered << 32) | low;
    }

    private static void larger(long[] from, long[] best, int n) {
      for (int j = 0; j < n; j++) best[j] = Math.max(best[j], from[j]);
    }

    @Override
    void begin() {
      Arrays.fill(best, Long.MIN_VALUE);
    }

    @Override
    void take(int slot) {
      larger(kept[slot], best, best.length);
    }

    @Override
    void end(Object x, int plane, Object y, int at, long[] places, int placesAt) {
      float[] source = (float[]) x;
      float[] target = (float[]) y;
      for (int j = 0; j < best.length; j++) {
        int low = (int) best[j];
        int place = (int) (best[j] >> 32) == NAN ? low : Integer.MAX_VALUE - low;
        target[at + j] = source[plane + place];
        places[placesAt + j] = place;
      }
    }
  }

  /// float64: plain comparisons.
  private static final class Compared extends PoolingLines {
    private final double[][] kept;
    private final int[][] keptPlaces;
    private final double[] best;
    private final int[] bestPlaces;

    Compared(LineWindows windows, int kept) {
      super(windows);
      this.kept = new double[kept][windows.outWidth];
      this.keptPlaces = new int[kept][windows.outWidth];
      this.best = new double[windows.outWidth];
      this.bestPlaces = new int[windows.outWidth];
    }

    @Override
    void pool(Object x, int plane, int line, int slot) {
      double[] values = (double[]) x;
      clear(kept[slot], keptPlaces[slot]);
      for (int k = 0; k < windows.shift.length; k++) {
        for (int o = windows.inside[k]; o < windows.outside[k]; o++) {
          int place = line * windows.width + o * windows.stride + windows.shift[k];
          take(values[plane + place], place, kept[slot], keptPlaces[slot], o);
        }
      }
    }

    private static void clear(double[] best, int[] places) {
      Arrays.fill(best, Double.NEGATIVE_INFINITY);
      Arrays.fill(places, -1);
    }

    private static void take(double value, int place, double[] best, int[] places, int o) {
      if (value > best[o] || value != value || places[o] < 0) {
        best[o] = value;
        places[o] = place;
      }
    }

    @Override
    void begin() {
      clear(best, bestPlaces);
    }

    @Override
    void take(int slot) {
      for (int o = 0; o < best.length; o++) {
        int place = keptPlaces[slot][o];
        if (place >= 0) take(kept[slot][o], place, best, bestPlaces, o);
      }
    }

    @Override
    void end(Object x, int plane, Object y, int at, long[] places, int placesAt) {
      System.arraycopy(best, 0, y, at, best.length);
      for (int j = 0; j < best.length; j++) places[placesAt + j] = bestPlaces[j];
    }
  }
}
