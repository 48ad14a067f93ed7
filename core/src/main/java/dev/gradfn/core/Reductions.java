package dev.gradfn.core;

/// Sums. Floats are added in double, so that a result is as good as float32 can hold.
final class Reductions {
  /// A long run is cut into pieces of this size, each with a sum of its own.
  private static final int PIECE = 1 << 16;

  /// Elements that are added side by side, each into a sum of its own.
  static final int BLOCK = 512;

  private static final int FEW = 64;

  private Reductions() {}

  /// See [Kernels#sum].
  static void sum(NdArray x, double divisor, NdArray out) {
    if (out.numel() == 0) return;
    if (x.numel() == 0) {
      StridedCopy.fill(divisor == 0 ? Double.NaN : 0, out);
      return;
    }
    if (Wide.of(x.dtype()) == Wide.LONG) {
      wholeSum(x, divisor, out);
      return;
    }
    DType type = Dense.computing(x.dtype());
    NdArray ordered = inMemoryOrder(x);
    NdArray target = inOrderOf(x, out);
    NdArray totals = NdArray.allocate(DType.FLOAT64, target.shape());
    try (Dense source = Dense.read(ordered, type)) {
      double[] sums = (double[]) totals.storage().open(Access.OVERWRITE);
      new SumLoops(Lanes.of(type), ordered.shape(), target.shape(), source.array(), source.offset())
          .run(sums);
      if (divisor != 1) {
        for (int i = 0; i < totals.numel(); i++) sums[i] /= divisor;
      }
      totals.storage().close(sums, Access.OVERWRITE);
    }
    StridedCopy.copy(totals, target);
  }

  /// Dimensions by descending stride: an array that is dense in another order need not be copied.
  private static NdArray inMemoryOrder(NdArray x) {
    return x.view(x.geometry().permute(order(x)));
  }

  private static NdArray inOrderOf(NdArray x, NdArray out) {
    return out.view(out.geometry().permute(order(x)));
  }

  private static int[] order(NdArray x) {
    int[] order = new int[x.rank()];
    for (int i = 0; i < order.length; i++) {
      int j = i;
      for (; j > 0 && x.strides().get(order[j - 1]) < x.strides().get(i); j--) {
        order[j] = order[j - 1];
      }
      order[j] = i;
    }
    return order;
  }

  /// Integers: exact, wrapping around as PyTorch's do.
  private static void wholeSum(NdArray x, double divisor, NdArray out) {
    NdArray totals = NdArray.allocate(DType.INT64, out.shape());
    NdArray values = NdArray.allocate(DType.INT64, x.shape());
    StridedCopy.copy(x, values);
    long[] sums = (long[]) totals.storage().open(Access.OVERWRITE);
    long[] source = (long[]) values.storage().open(Access.READ);
    int numel = Math.toIntExact(totals.numel());
    java.util.Arrays.fill(sums, 0, numel, 0);
    BlockWalk walk = new BlockWalk(x.shape(), values.geometry(), totals.geometry());
    BlockWalk.Cursor from = walk.cursor(0, 0);
    BlockWalk.Cursor to = walk.cursor(1, 0);
    for (int at = 0; at < walk.numel(); ) {
      int run = to.run();
      for (int i = 0; i < run; i++) {
        sums[to.position() + i * to.step()] += source[from.position() + i];
      }
      from.advance(run);
      to.advance(run);
      at += run;
    }
    if (divisor != 1) {
      for (int i = 0; i < numel; i++) sums[i] = (long) (sums[i] / divisor);
    }
    StridedCopy.copy(totals, out);
  }

  /// The sum of `n` elements from `from` on.
  static double sum(Lanes lanes, Object x, int from, int n) {
    int pieces = (n + PIECE - 1) / PIECE;
    if (pieces <= 1) return piece(lanes, x, from, n);
    double[] sums = new double[pieces];
    Workers.parallelFor(
        pieces, i -> sums[i] = piece(lanes, x, from + i * PIECE, Math.min(PIECE, n - i * PIECE)));
    double total = 0;
    for (double s : sums) total += s;
    return total;
  }

  private static double piece(Lanes lanes, Object x, int from, int n) {
    if (n <= FEW) return few(lanes, x, from, n);
    double[] sums = new double[Math.min(n, BLOCK)];
    for (int at = 0; at < n; at += BLOCK) {
      add(lanes, x, from + at, sums, Math.min(BLOCK, n - at));
    }
    return total(sums, sums.length);
  }

  private static double few(Lanes lanes, Object x, int from, int n) {
    double sum = 0;
    for (int i = from; i < from + n; i++) sum += lanes.get(x, i);
    return sum;
  }

  /// Adds the sums in four chains: one would wait for itself.
  private static double total(double[] sums, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 4 <= n; i += 4) {
      a += sums[i];
      b += sums[i + 1];
      c += sums[i + 2];
      d += sums[i + 3];
    }
    for (; i < n; i++) a += sums[i];
    return (a + b) + (c + d);
  }

  /// `sums[j] += x[from + j]`, at most [#BLOCK] of them.
  static void add(Lanes lanes, Object x, int from, double[] sums, int n) {
    lanes.add(copied(lanes, x, from, 0, n), sums, n);
  }

  /// A copy that starts at index 0: only then are the loops turned into vector code.
  private static Object copied(Lanes lanes, Object x, int from, int row, int n) {
    Object copy = RowScratch.of(lanes).packed(2)[row];
    System.arraycopy(x, from, copy, 0, n);
    return copy;
  }

  /// `Σ (x - mean)²` over `n` elements from `from` on.
  static double squares(Lanes lanes, Object x, int from, int n, double mean) {
    double[] sums = new double[Math.min(n, BLOCK)];
    for (int at = 0; at < n; at += BLOCK) {
      int length = Math.min(BLOCK, n - at);
      lanes.addSquares(copied(lanes, x, from + at, 0, length), mean, sums, length);
    }
    return total(sums, sums.length);
  }

  /// `Σ g (x - mean)` over `n` elements, of `g` from `gFrom` and of `x` from `xFrom` on.
  static double products(
      Lanes lanes, Object g, int gFrom, Object x, int xFrom, int n, double mean) {
    double[] sums = new double[Math.min(n, BLOCK)];
    for (int at = 0; at < n; at += BLOCK) {
      int length = Math.min(BLOCK, n - at);
      Object gs = copied(lanes, g, gFrom + at, 0, length);
      Object xs = copied(lanes, x, xFrom + at, 1, length);
      lanes.addProducts(gs, xs, mean, sums, length);
    }
    return total(sums, sums.length);
  }
}
