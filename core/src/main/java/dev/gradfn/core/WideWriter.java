package dev.gradfn.core;

/// Writes an array of any type and strides block by block, from a [Wide] type.
final class WideWriter {
  private final BlockWalk.Cursor cursor;
  private final Wide wide;
  private final DType dtype;
  private final Elements kind;
  private final Object array;
  private final Object narrow;

  WideWriter(BlockWalk walk, int operand, Wide wide, DType dtype, Object array, int start, int n) {
    this.cursor = walk.cursor(operand, start);
    this.wide = wide;
    this.dtype = dtype;
    this.kind = Elements.of(dtype);
    this.array = array;
    boolean same = dtype == wide.dtype();
    this.narrow = same ? null : PlainArrays.allocate(dtype, Math.min(n, Kernels.BLOCK));
  }

  /// Writes the first `n` elements of `block`.
  void next(Object block, int n) {
    if (narrow != null) wide.write(block, dtype, narrow, 0, n);
    cursor.scatter(kind, narrow != null ? narrow : block, array, n);
  }
}
