package dev.gradfn.core;

import java.util.Arrays;

/// [Lanes] of float32.
final class FloatLanes extends Lanes {
  static final FloatLanes INSTANCE = new FloatLanes();

  private FloatLanes() {}

  @Override
  DType dtype() {
    return DType.FLOAT32;
  }

  @Override
  Object allocate(int n) {
    return new float[n];
  }

  @Override
  Object[] allocateRows(int count, int length) {
    return new float[count][length];
  }

  @Override
  void gather(Object from, int f, int step, Object to, int t, int n) {
    if (step == 1) {
      System.arraycopy(from, f, to, t, n);
      return;
    }
    float[] source = (float[]) from;
    float[] target = (float[]) to;
    for (int i = 0; i < n; i++) target[t + i] = source[f + i * step];
  }

  @Override
  void scatter(Object from, int f, Object to, int t, int step, int n) {
    if (step == 1) {
      System.arraycopy(from, f, to, t, n);
      return;
    }
    float[] source = (float[]) from;
    float[] target = (float[]) to;
    for (int i = 0; i < n; i++) target[t + i * step] = source[f + i];
  }

  @Override
  void scatterAdd(Object from, int f, Object to, int t, int step, int n) {
    float[] source = (float[]) from;
    float[] target = (float[]) to;
    for (int i = 0; i < n; i++) target[t + i * step] += source[f + i];
  }

  @Override
  void transpose(Object from, int f, int step, Object[] rows, int first, int count, int n) {
    float[] source = (float[]) from;
    float[][] targets = (float[][]) rows;
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
      float[] s, int f, int step, float[] r0, float[] r1, float[] r2, float[] r3, int n) {
    for (int j = 0, at = f; j < n; j++, at += step) {
      r0[j] = s[at];
      r1[j] = s[at + 1];
      r2[j] = s[at + 2];
      r3[j] = s[at + 3];
    }
  }

  @Override
  void reverse(Object from, int f, Object to, int t, int n) {
    float[] source = (float[]) from;
    float[] target = (float[]) to;
    for (int i = 0; i < n; i++) target[t + n - 1 - i] = source[f + i];
  }

  @Override
  void fill(Object array, int from, int to, double value) {
    Arrays.fill((float[]) array, from, to, (float) value);
  }

  @Override
  double get(Object array, int index) {
    return ((float[]) array)[index];
  }

  @Override
  void multiplyAdd(
      Object a, int at, int aRow, int aColumn, int rows, int depth, Object[] b, Object[] c, int n) {
    float[] factors = (float[]) a;
    float[][] bs = (float[][]) b;
    float[][] cs = (float[][]) c;
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
      float[] a, int at, int row, int step, int depth, float[][] b, float[][] c, int i, int n) {
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
      float[] c,
      float[] d,
      float[] e,
      float[] f,
      float[] b0,
      float[] b1,
      float[] b2,
      float p0,
      float p1,
      float p2,
      float q0,
      float q1,
      float q2,
      float r0,
      float r1,
      float r2,
      float s0,
      float s1,
      float s2,
      int n) {
    for (int j = 0; j < n; j++) {
      float x0 = b0[j];
      float x1 = b1[j];
      float x2 = b2[j];
      c[j] = Math.fma(p2, x2, Math.fma(p1, x1, Math.fma(p0, x0, c[j])));
      d[j] = Math.fma(q2, x2, Math.fma(q1, x1, Math.fma(q0, x0, d[j])));
      e[j] = Math.fma(r2, x2, Math.fma(r1, x1, Math.fma(r0, x0, e[j])));
      f[j] = Math.fma(s2, x2, Math.fma(s1, x1, Math.fma(s0, x0, f[j])));
    }
  }

  private static void twoRows(
      float[] a,
      int first,
      int second,
      int step,
      int depth,
      float[][] b,
      float[] c,
      float[] d,
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
      float[] c,
      float[] d,
      float[] b0,
      float[] b1,
      float[] b2,
      float[] b3,
      float p0,
      float p1,
      float p2,
      float p3,
      float q0,
      float q1,
      float q2,
      float q3,
      int n) {
    for (int j = 0; j < n; j++) {
      float x0 = b0[j];
      float x1 = b1[j];
      float x2 = b2[j];
      float x3 = b3[j];
      c[j] = Math.fma(p3, x3, Math.fma(p2, x2, Math.fma(p1, x1, Math.fma(p0, x0, c[j]))));
      d[j] = Math.fma(q3, x3, Math.fma(q2, x2, Math.fma(q1, x1, Math.fma(q0, x0, d[j]))));
    }
  }

  private static void twoByOne(float[] c, float[] d, float[] b, float p, float q, int n) {
    for (int j = 0; j < n; j++) {
      c[j] = Math.fma(p, b[j], c[j]);
      d[j] = Math.fma(q, b[j], d[j]);
    }
  }

  private static void oneRow(
      float[] a, int first, int step, int depth, float[][] b, float[] c, int n) {
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
      float[] c,
      float[] b0,
      float[] b1,
      float[] b2,
      float[] b3,
      float p0,
      float p1,
      float p2,
      float p3,
      int n) {
    for (int j = 0; j < n; j++) {
      c[j] =
          Math.fma(p3, b3[j], Math.fma(p2, b2[j], Math.fma(p1, b1[j], Math.fma(p0, b0[j], c[j]))));
    }
  }

  private static void oneByOne(float[] c, float[] b, float p, int n) {
    for (int j = 0; j < n; j++) c[j] = Math.fma(p, b[j], c[j]);
  }

  @Override
  void multiplyAdd(Object a, Object b, Object c, int n) {
    productInto((float[]) c, (float[]) a, (float[]) b, n);
  }

  private static void productInto(float[] c, float[] a, float[] b, int n) {
    for (int j = 0; j < n; j++) c[j] = Math.fma(a[j], b[j], c[j]);
  }

  @Override
  void multiplySmall(MatrixProduct p) {
    float[] a = (float[]) p.a();
    float[] b = (float[]) p.b();
    float[] c = (float[]) p.c();
    for (int i = 0; i < p.rows(); i++) {
      for (int j = 0; j < p.columns(); j++) {
        float sum = 0;
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
    ((float[]) array)[index] = (float) value;
  }

  @Override
  void add(Object x, double[] sums, int n) {
    float[] values = (float[]) x;
    for (int j = 0; j < n; j++) sums[j] += values[j];
  }

  @Override
  void addSquares(Object x, double mean, double[] sums, int n) {
    float[] values = (float[]) x;
    for (int j = 0; j < n; j++) {
      double d = values[j] - mean;
      sums[j] += d * d;
    }
  }

  @Override
  void addProducts(Object g, Object x, double mean, double[] sums, int n) {
    float[] gradients = (float[]) g;
    float[] values = (float[]) x;
    for (int j = 0; j < n; j++) sums[j] += gradients[j] * (values[j] - mean);
  }

  @Override
  void affine(Object x, double scale, double shift, Object out, int from, int to) {
    affine((float[]) x, (float) scale, (float) shift, (float[]) out, from, to);
  }

  private static void affine(float[] x, float scale, float shift, float[] out, int from, int to) {
    for (int j = from; j < to; j++) out[j] = x[j] * scale + shift;
  }

  @Override
  void combine(Object g, double a, Object x, double b, double c, Object out, int from, int to) {
    combine((float[]) g, (float) a, (float[]) x, (float) b, (float) c, (float[]) out, from, to);
  }

  private static void combine(
      float[] g, float a, float[] x, float b, float c, float[] out, int from, int to) {
    for (int j = from; j < to; j++) out[j] = g[j] * a + x[j] * b + c;
  }

  @Override
  void gatherAt(Object from, int f, int[] index, Object to, int t, int n) {
    float[] source = (float[]) from;
    float[] target = (float[]) to;
    for (int j = 0; j < n; j++) target[t + j] = source[f + index[j]];
  }

  @Override
  void scatterAddAt(Object from, int f, Object to, int t, int[] index, int n) {
    float[] source = (float[]) from;
    float[] target = (float[]) to;
    for (int j = 0; j < n; j++) target[t + index[j]] += source[f + j];
  }

  @Override
  void scatterAddAt(Object from, long[] index, int f, Object to, int t, int n) {
    float[] source = (float[]) from;
    float[] target = (float[]) to;
    for (int j = f; j < f + n; j++) target[t + (int) index[j]] += source[j];
  }

  @Override
  void twice(Object from, int f, Object to, int t, int n) {
    float[] source = (float[]) from;
    float[] target = (float[]) to;
    for (int j = 0; j < n; j++) {
      float v = source[f + j];
      target[t + 2 * j] = v;
      target[t + 2 * j + 1] = v;
    }
  }
}
