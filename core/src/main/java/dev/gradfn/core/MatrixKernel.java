package dev.gradfn.core;

/// Products of matrices and of batches of matrices, with any strides.
final class MatrixKernel {
  private MatrixKernel() {}

  /// See [Kernels#matmul].
  static void multiply(NdArray x, NdArray y, NdArray out) {
    if (out.numel() == 0) return;
    DType type = Dense.computing(out.dtype());
    if (out.dtype() != type) {
      converted(x, y, out, type);
      return;
    }
    Object a = x.storage().open(Access.READ);
    Object b = y.storage().open(Access.READ);
    Access access = Dense.accessTo(out);
    Object c = out.storage().open(access);
    try {
      batches(Lanes.of(type), x, a, y, b, out, c);
    } finally {
      out.storage().close(c, access);
      y.storage().close(b, Access.READ);
      x.storage().close(a, Access.READ);
    }
  }

  private static void converted(NdArray x, NdArray y, NdArray out, DType type) {
    NdArray a = NdArray.allocate(type, x.shape());
    NdArray b = NdArray.allocate(type, y.shape());
    NdArray c = NdArray.allocate(type, out.shape());
    StridedCopy.copy(x, a);
    StridedCopy.copy(y, b);
    multiply(a, b, c);
    StridedCopy.copy(c, out);
  }

  private static void batches(
      Lanes lanes, NdArray x, Object a, NdArray y, Object b, NdArray out, Object c) {
    if (out.rank() == 2) {
      PackedGemm.multiply(lanes, product(x, a, y, b, out, c, 0));
      return;
    }
    int batches = out.shape().at(0);
    Workers.parallelFor(
        batches,
        out.numel() * x.shape().get(-1),
        1 << 18,
        batch -> PackedGemm.multiply(lanes, product(x, a, y, b, out, c, batch)));
  }

  private static MatrixProduct product(
      NdArray x, Object a, NdArray y, Object b, NdArray out, Object c, int batch) {
    return new MatrixProduct(
        out.shape().at(-2),
        x.shape().at(-1),
        out.shape().at(-1),
        a,
        start(x, batch),
        x.strides().at(-2),
        x.strides().at(-1),
        b,
        start(y, batch),
        y.strides().at(-2),
        y.strides().at(-1),
        c,
        start(out, batch),
        out.strides().at(-2),
        out.strides().at(-1));
  }

  /// A batch of size 1 serves all.
  private static int start(NdArray array, int batch) {
    boolean repeats = array.rank() == 2 || array.shape().get(0) == 1;
    long shift = repeats ? 0 : batch * array.strides().get(0);
    return Math.toIntExact(array.offset() + shift);
  }
}
