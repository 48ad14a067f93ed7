package dev.gradfn.core;

/// A short way for small dense arrays of one geometry: here the bookkeeping of the general way
/// would cost more than the arithmetic.
final class SmallArrays {
  private static final int SMALL = 512;

  private SmallArrays() {}

  /// Like [Kernels#map], but false for arrays that are not simple enough.
  static boolean map(UnaryFunction f, NdArray x, NdArray out) {
    if (f.block() != null || !isSimple(out) || !isLike(x, out)) return false;
    int from = Math.toIntExact(out.offset());
    int to = from + (int) out.numel();
    Object source = x.storage().open(Access.READ);
    Access access = Dense.accessTo(out);
    Object target = out.storage().open(access);
    if (out.dtype() == DType.FLOAT32) {
      PointwiseLoops.SHARED.map(f.single(), (float[]) source, (float[]) target, from, to);
    } else {
      PointwiseLoops.SHARED.map(f.real(), (double[]) source, (double[]) target, from, to);
    }
    out.storage().close(target, access);
    x.storage().close(source, Access.READ);
    return true;
  }

  /// Like [Kernels#zip], but false for arrays that are not simple enough.
  static boolean zip(BinaryFunction f, NdArray x, NdArray y, NdArray out) {
    if (f.block() != null || !isSimple(out) || !isLike(x, out) || !isLike(y, out)) return false;
    int from = Math.toIntExact(out.offset());
    int to = from + (int) out.numel();
    Object left = x.storage().open(Access.READ);
    Object right = y.storage().open(Access.READ);
    Access access = Dense.accessTo(out);
    Object target = out.storage().open(access);
    if (out.dtype() == DType.FLOAT32) {
      PointwiseLoops.SHARED.zip(
          f.single(), (float[]) left, (float[]) right, (float[]) target, from, to);
    } else {
      PointwiseLoops.SHARED.zip(
          f.real(), (double[]) left, (double[]) right, (double[]) target, from, to);
    }
    out.storage().close(target, access);
    y.storage().close(right, Access.READ);
    x.storage().close(left, Access.READ);
    return true;
  }

  private static boolean isSimple(NdArray out) {
    boolean computed = out.dtype() == DType.FLOAT32 || out.dtype() == DType.FLOAT64;
    return computed && out.numel() < SMALL && out.isContiguous();
  }

  private static boolean isLike(NdArray x, NdArray out) {
    return x.offset() == out.offset()
        && x.dtype() == out.dtype()
        && x.shape().equals(out.shape())
        && x.isContiguous();
  }
}
