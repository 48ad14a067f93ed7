package dev.gradfn.nd4j;

import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.NdArray;

/// Products of matrices with BLAS, called through ND4J.
final class MatrixProduct {
  /// Below this many multiplications a call of ND4J takes longer than the work itself.
  static final double MIN_WORK = 1 << 18;

  private MatrixProduct() {}

  static boolean takes(NdArray x, NdArray y, NdArray out) {
    int rank = out.rank();
    if (rank != x.rank() || rank != y.rank() || rank < 2 || rank > 3) return false;
    DType dtype = out.dtype();
    if (dtype != DType.FLOAT32 && dtype != DType.FLOAT64) return false;
    if (x.dtype() != dtype || y.dtype() != dtype || out.numel() == 0) return false;
    double work = (double) out.shape().get(-2) * out.shape().get(-1) * x.shape().get(-1);
    if (work < MIN_WORK) return false;
    return isMatrix(x) && isMatrix(y) && isRowMajor(last(out, 0));
  }

  static void multiply(NdArray x, NdArray y, NdArray out) {
    NativeBlock left = Blocks.block(x, dev.gradfn.core.Access.READ);
    NativeBlock right = Blocks.block(y, dev.gradfn.core.Access.READ);
    NativeBlock product = Blocks.block(out, Blocks.writing(out));
    long batch = out.rank() == 3 ? out.shape().get(0) : 1;
    for (long b = 0; b < batch; b++) {
      OperationCall.gemm(
          left.array(last(x, b)), right.array(last(y, b)), 0, product.array(last(out, b)));
    }
  }

  private static boolean isMatrix(NdArray array) {
    Geometry g = last(array, 0);
    return isRowMajor(g) || isRowMajor(g.permute(1, 0));
  }

  /// Whether BLAS can walk over it: unit stride along rows, rows apart. Where a size is 1 strides
  /// say little, so such a matrix must be dense.
  private static boolean isRowMajor(Geometry g) {
    Dims shape = g.shape();
    if (shape.get(0) == 1 || shape.get(1) == 1) return g.isContiguous();
    return g.strides().get(1) == 1 && g.strides().get(0) >= shape.get(1);
  }

  /// The last two dimensions, of batch element `b`.
  private static Geometry last(NdArray array, long b) {
    Geometry g = array.geometry();
    g = g.rank() == 3 ? g.select(0, b) : g;
    return g.isContiguous()
        ? new Geometry(g.shape(), g.shape().contiguousStrides(), g.offset())
        : g;
  }
}
