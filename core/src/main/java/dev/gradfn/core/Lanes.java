package dev.gradfn.core;

/// The inner loops of the heavy kernels, once for float32 and once for float64.
///
/// Loops that matter work on rows: separate arrays, all read and written from index 0 on. Only that
/// form is turned into vector code; a loop over one array with several offsets is ten times slower.
/// What drives them ([PackedGemm], [ConvolutionColumns], …) is the same for both types.
abstract sealed class Lanes permits FloatLanes, DoubleLanes {
  static Lanes of(DType type) {
    return type == DType.FLOAT32 ? FloatLanes.INSTANCE : DoubleLanes.INSTANCE;
  }

  abstract DType dtype();

  abstract Object allocate(int n);

  /// `count` rows: a `float[][]` or `double[][]`.
  abstract Object[] allocateRows(int count, int length);

  /// `n` elements of `from`, from index `f` on, every `step`-th, to `to` from index `t` on.
  abstract void gather(Object from, int f, int step, Object to, int t, int n);

  /// `n` elements of `from`, from index `f` on, to every `step`-th of `to`, from index `t` on.
  abstract void scatter(Object from, int f, Object to, int t, int step, int n);

  /// [#scatter], adding to what is there.
  abstract void scatterAdd(Object from, int f, Object to, int t, int step, int n);

  /// Row `r` of `rows` gets the elements `from[f + r + j * step]`, `j` from 0 to `n`: the columns
  /// of a matrix become rows. `count` rows from `first` on.
  abstract void transpose(Object from, int f, int step, Object[] rows, int first, int count, int n);

  /// `n` elements of `from`, from index `f` on, to `to` from index `t` on, the last first.
  abstract void reverse(Object from, int f, Object to, int t, int n);

  abstract void fill(Object array, int from, int to, double value);

  abstract double get(Object array, int index);

  /// `c[i][j] += Σ_k a[at + i * aRow + k * aColumn] * b[k][j]` for the first `rows` rows `i`, all
  /// depths `k` and the first `n` columns `j`; in the order of `k`.
  abstract void multiplyAdd(
      Object a, int at, int aRow, int aColumn, int rows, int depth, Object[] b, Object[] c, int n);

  /// `c[j] += a[j] * b[j]`.
  abstract void multiplyAdd(Object a, Object b, Object c, int n);

  /// The product of small matrices, element by element, with any strides.
  abstract void multiplySmall(MatrixProduct p);

  abstract void set(Object array, int index, double value);

  /// `sums[j] += x[j]`.
  abstract void add(Object x, double[] sums, int n);

  /// `sums[j] += (x[j] - mean)²`.
  abstract void addSquares(Object x, double mean, double[] sums, int n);

  /// `sums[j] += g[j] * (x[j] - mean)`.
  abstract void addProducts(Object g, Object x, double mean, double[] sums, int n);

  /// `out[j] = x[j] * scale + shift` for `j` in `from..to`.
  abstract void affine(Object x, double scale, double shift, Object out, int from, int to);

  /// `out[j] = g[j] * a + x[j] * b + c` for `j` in `from..to`.
  abstract void combine(
      Object g, double a, Object x, double b, double c, Object out, int from, int to);

  /// `to[t + j] = from[f + index[j]]`.
  abstract void gatherAt(Object from, int f, int[] index, Object to, int t, int n);

  /// `to[t + index[j]] += from[f + j]`.
  abstract void scatterAddAt(Object from, int f, Object to, int t, int[] index, int n);

  /// `to[t + index[f + j]] += from[f + j]`, with indices of one plane.
  abstract void scatterAddAt(Object from, long[] index, int f, Object to, int t, int n);

  /// Every element twice.
  abstract void twice(Object from, int f, Object to, int t, int n);
}
