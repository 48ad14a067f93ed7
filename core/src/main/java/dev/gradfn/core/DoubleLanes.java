package dev.gradfn.core;

import java.util.Arrays;

/// [Lanes] of float64.
final class DoubleLanes extends Lanes {
  static final DoubleLanes INSTANCE = new DoubleLanes();

  private DoubleLanes() {}

  @Override
  DType dtype() {
    return DType.FLOAT64;
  }

  @Override
  Object allocate(int n) {
    return new double[n];
  }

  @Override
  Object[] allocateRows(int count, int length) {
    return new double[count][length];
  }

  @Override
  void gather(Object from, int f, int step, Object to, int t, int n) {
    if (step == 1) {
      System.arraycopy(from, f, to, t, n);
      return;
    }
    double[] source = (double[]) from;
    double[] target = (double[]) to;
    for (int i = 0; i < n; i++) target[t + i] = source[f + i * step];
  }

  @Override
  void scatter(Object from, int f, Object to, int t, int step, int n) {
    if (step == 1) {
      System.arraycopy(from, f, to, t, n);
      return;
    }
    double[] source = (double[]) from;
    double[] target = (double[]) to;
    for (int i = 0; i < n; i++) target[t + i * step] = source[f + i];
  }

  @Override
  void scatterAdd(Object from, int f, Object to, int t, int step, int n) {
    double[] source = (double[]) from;
    double[] target = (double[]) to;
    for (int i = 0; i < n; i++) target[t + i * step] += source[f + i];
  }

  @Override
  void transpose(Object from, int f, int step, Object[] rows, int first, int count, int n) {
    double[] source = (double[]) from;
    double[][] targets = (double[][]) rows;
    int r = 0;
    for (; r + 4 <= count; r += 4) {
      fourColumns(
          source,
          f + r,
          step,
          targets[first + r],
          targets[first + r + 1],
          targets[first + r + 2],
          targets[first + r + 3],
          n);
    }
    for (; r < count; r++) gather(from, f + r, step, targets[first + r], 0, n);
  }

  private static void fourColumns(
      double[] s, int f, int step, double[] r0, double[] r1, double[] r2, double[] r3, int n) {
    for (int j = 0, at = f; j < n; j++, at += step) {
      r0[j] = s[at];
      r1[j] = s[at + 1];
      r2[j] = s[at + 2];
      r3[j] = s[at + 3];
    }
  }

  @Override
  void reverse(Object from, int f, Object to, int t, int n) {
    double[] source = (double[]) from;
    double[] target = (double[]) to;
    for (int i = 0; i < n; i++) target[t + n - 1 - i] = source[f + i];
  }

  @Override
  void fill(Object array, int from, int to, double value) {
    Arrays.fill((double[]) array, from, to, value);
  }

  @Override
  double get(Object array, int index) {
    return ((double[]) array)[index];
  }

  @Override
  void multiplyAdd(
      Object a, int at, int aRow, int aColumn, int rows, int depth, Object[] b, Object[] c, int n) {
    double[] factors = (double[]) a;
    double[][] bs = (double[][]) b;
    double[][] cs = (double[][]) c;
    int i = 0;
    for (; i + 4 <= rows; i += 4) {
      fourRows(factors, at + i * aRow, aRow, aColumn, depth, bs, cs, i, n);
    }
    if (i + 2 <= rows) {
      int first = at + i * aRow;
      twoRows(factors, first, first + aRow, aColumn, depth, bs, cs[i], cs[i + 1], n);
      i += 2;
    }
    if (i < rows) oneRow(factors, at + i * aRow, aColumn, depth, bs, cs[i], n);
  }

  private static void fourRows(
      double[] a, int at, int row, int step, int depth, double[][] b, double[][] c, int i, int n) {
    int k = 0;
    for (; k + 3 <= depth; k += 3) {
      int p = at + k * step;
      int q = p + row;
      int r = q + row;
      int s = r + row;
      fourByThree(
          c[i],
          c[i + 1],
          c[i + 2],
          c[i + 3],
          b[k],
          b[k + 1],
          b[k + 2],
          a[p],
          a[p + step],
          a[p + 2 * step],
          a[q],
          a[q + step],
          a[q + 2 * step],
          a[r],
          a[r + step],
          a[r + 2 * step],
          a[s],
          a[s + step],
          a[s + 2 * step],
          n);
    }
    for (; k < depth; k++) {
      int p = at + k * step;
      twoByOne(c[i], c[i + 1], b[k], a[p], a[p + row], n);
      twoByOne(c[i + 2], c[i + 3], b[k], a[p + 2 * row], a[p + 3 * row], n);
    }
  }

  /// The loop that all the time goes to. It must stay a method of its own, begin at a constant (or
  /// checks of bounds stay inside and it is too long to be unrolled) and need no more vector
  /// registers than the sixteen of AVX2: twelve factors, a row of `b`, one of `c`.
  private static void fourByThree(
      double[] c,
      double[] d,
      double[] e,
      double[] f,
      double[] b0,
      double[] b1,
      double[] b2,
      double p0,
      double p1,
      double p2,
      double q0,
      double q1,
      double q2,
      double r0,
      double r1,
      double r2,
      double s0,
      double s1,
      double s2,
      int n) {
    for (int j = 0; j < n; j++) {
      double x0 = b0[j];
      double x1 = b1[j];
      double x2 = b2[j];
      c[j] = Math.fma(p2, x2, Math.fma(p1, x1, Math.fma(p0, x0, c[j])));
      d[j] = Math.fma(q2, x2, Math.fma(q1, x1, Math.fma(q0, x0, d[j])));
      e[j] = Math.fma(r2, x2, Math.fma(r1, x1, Math.fma(r0, x0, e[j])));
      f[j] = Math.fma(s2, x2, Math.fma(s1, x1, Math.fma(s0, x0, f[j])));
    }
  }

  private static void twoRows(
      double[] a,
      int first,
      int second,
      int step,
      int depth,
      double[][] b,
      double[] c,
      double[] d,
      int n) {
    int k = 0;
    for (; k + 4 <= depth; k += 4) {
      int p = first + k * step;
      int q = second + k * step;
      twoByFour(
          c,
          d,
          b[k],
          b[k + 1],
          b[k + 2],
          b[k + 3],
          a[p],
          a[p + step],
          a[p + 2 * step],
          a[p + 3 * step],
          a[q],
          a[q + step],
          a[q + 2 * step],
          a[q + 3 * step],
          n);
    }
    for (; k < depth; k++) {
      twoByOne(c, d, b[k], a[first + k * step], a[second + k * step], n);
    }
  }

  private static void twoByFour(
      double[] c,
      double[] d,
      double[] b0,
      double[] b1,
      double[] b2,
      double[] b3,
      double p0,
      double p1,
      double p2,
      double p3,
      double q0,
      double q1,
      double q2,
      double q3,
      int n) {
    for (int j = 0; j < n; j++) {
      double x0 = b0[j];
      double x1 = b1[j];
      double x2 = b2[j];
      double x3 = b3[j];
      c[j] = Math.fma(p3, x3, Math.fma(p2, x2, Math.fma(p1, x1, Math.fma(p0, x0, c[j]))));
      d[j] = Math.fma(q3, x3, Math.fma(q2, x2, Math.fma(q1, x1, Math.fma(q0, x0, d[j]))));
    }
  }

  private static void twoByOne(double[] c, double[] d, double[] b, double p, double q, int n) {
    for (int j = 0; j < n; j++) {
      c[j] = Math.fma(p, b[j], c[j]);
      d[j] = Math.fma(q, b[j], d[j]);
    }
  }

  private static void oneRow(
      double[] a, int first, int step, int depth, double[][] b, double[] c, int n) {
    int k = 0;
    for (; k + 4 <= depth; k += 4) {
      int p = first + k * step;
      oneByFour(
          c,
          b[k],
          b[k + 1],
          b[k + 2],
          b[k + 3],
          a[p],
          a[p + step],
          a[p + 2 * step],
          a[p + 3 * step],
          n);
    }
    for (; k < depth; k++) oneByOne(c, b[k], a[first + k * step], n);
  }

  private static void oneByFour(
      double[] c,
      double[] b0,
      double[] b1,
      double[] b2,
      double[] b3,
      double p0,
      double p1,
      double p2,
      double p3,
      int n) {
    for (int j = 0; j < n; j++) {
      c[j] =
          Math.fma(p3, b3[j], Math.fma(p2, b2[j], Math.fma(p1, b1[j], Math.fma(p0, b0[j], c[j]))));
    }
  }

  private static void oneByOne(double[] c, double[] b, double p, int n) {
    for (int j = 0; j < n; j++) c[j] = Math.fma(p, b[j], c[j]);
  }

  @Override
  void multiplyAdd(Object a, Object b, Object c, int n) {
    productInto((double[]) c, (double[]) a, (double[]) b, n);
  }

  private static void productInto(double[] c, double[] a, double[] b, int n) {
    for (int j = 0; j < n; j++) c[j] = Math.fma(a[j], b[j], c[j]);
  }

  @Override
  void multiplySmall(MatrixProduct p) {
    double[] a = (double[]) p.a();
    double[] b = (double[]) p.b();
    double[] c = (double[]) p.c();
    for (int i = 0; i < p.rows(); i++) {
      for (int j = 0; j < p.columns(); j++) {
        double sum = 0;
        int at = p.aAt() + i * p.aRow();
        int bt = p.bAt() + j * p.bColumn();
        for (int k = 0; k < p.depth(); k++, at += p.aColumn(), bt += p.bRow()) {
          sum += a[at] * b[bt];
        }
        c[p.cAt() + i * p.cRow() + j * p.cColumn()] = sum;
      }
    }
  }

  @Override
  void set(Object array, int index, double value) {
    ((double[]) array)[index] = value;
  }

  @Override
  void add(Object x, double[] sums, int n) {
    double[] values = (double[]) x;
    for (int j = 0; j < n; j++) sums[j] += values[j];
  }

  @Override
  void addSquares(Object x, double mean, double[] sums, int n) {
    double[] values = (double[]) x;
    for (int j = 0; j < n; j++) {
      double d = values[j] - mean;
      sums[j] += d * d;
    }
  }

  @Override
  void addProducts(Object g, Object x, double mean, double[] sums, int n) {
    double[] gradients = (double[]) g;
    double[] values = (double[]) x;
    for (int j = 0; j < n; j++) sums[j] += gradients[j] * (values[j] - mean);
  }

  @Override
  void affine(Object x, double scale, double shift, Object out, int from, int to) {
    affine((double[]) x, scale, shift, (double[]) out, from, to);
  }

  private static void affine(
      double[] x, double scale, double shift, double[] out, int from, int to) {
    for (int j = from; j < to; j++) out[j] = x[j] * scale + shift;
  }

  @Override
  void combine(Object g, double a, Object x, double b, double c, Object out, int from, int to) {
    combine((double[]) g, a, (double[]) x, b, c, (double[]) out, from, to);
  }

  private static void combine(
      double[] g, double a, double[] x, double b, double c, double[] out, int from, int to) {
    for (int j = from; j < to; j++) out[j] = g[j] * a + x[j] * b + c;
  }

  @Override
  void gatherAt(Object from, int f, int[] index, Object to, int t, int n) {
    double[] source = (double[]) from;
    double[] target = (double[]) to;
    for (int j = 0; j < n; j++) target[t + j] = source[f + index[j]];
  }

  @Override
  void scatterAddAt(Object from, int f, Object to, int t, int[] index, int n) {
    double[] source = (double[]) from;
    double[] target = (double[]) to;
    for (int j = 0; j < n; j++) target[t + index[j]] += source[f + j];
  }

  @Override
  void scatterAddAt(Object from, long[] index, int f, Object to, int t, int n) {
    double[] source = (double[]) from;
    double[] target = (double[]) to;
    for (int j = f; j < f + n; j++) target[t + (int) index[j]] += source[j];
  }

  @Override
  void twice(Object from, int f, Object to, int t, int n) {
    double[] source = (double[]) from;
    double[] target = (double[]) to;
    for (int j = 0; j < n; j++) {
      double v = source[f + j];
      target[t + 2 * j] = v;
      target[t + 2 * j + 1] = v;
    }
  }
}
