package dev.gradfn.core;

/// Reads an array of any type and strides block by block, in a [Wide] type.
final class WideReader {
  private final BlockWalk.Cursor cursor;
  private final Wide wide;
  private final DType dtype;
  private final Elements kind;
  private final Object array;
  private final Object gathered;
  private final Object block;

  WideReader(BlockWalk walk, int operand, Wide wide, DType dtype, Object array, int start, int n) {
    this.cursor = walk.cursor(operand, start);
    this.wide = wide;
    this.dtype = dtype;
    this.kind = Elements.of(dtype);
    this.array = array;
    this.block = BlockScratch.block(wide, operand);
    boolean same = dtype == wide.dtype();
    this.gathered = same ? block : PlainArrays.allocate(dtype, Math.min(n, Kernels.BLOCK));
  }

  /// The next `n` elements, from index 0 on of an array that the next call uses again.
  Object next(int n) {
    cursor.gather(kind, array, gathered, n);
    if (gathered != block) wide.read(dtype, gathered, 0, block, n);
    return block;
  }
}
