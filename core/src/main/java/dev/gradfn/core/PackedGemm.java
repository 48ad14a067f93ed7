package dev.gradfn.core;

/// Matrix products by blocks: a block of `b` is packed into rows, each an array of its own, and
/// multiplied into rows of `c` (see [Lanes]).
///
/// `a` is never packed: of it the inner loop needs single numbers only, wherever they are.
final class PackedGemm {
  /// Columns per block: long enough for the inner loop, and a few rows stay in the first cache.
  static final int COLUMNS = 512;

  /// Rows of `b` that are packed at a time; they stay in the second cache.
  static final int DEPTH = 128;

  /// Rows of `b` that are used for all rows of `c` before the next: they stay in the first cache.
  private static final int SLICE = 12;

  /// Rows of `c` that are worked on together; they stay in the second cache.
  private static final int ROWS = 64;

  /// Products below this many multiplications are computed element by element.
  private static final int SMALL = 4096;

  private PackedGemm() {}

  static void multiply(Lanes lanes, MatrixProduct product) {
    if (product.work() <= SMALL) {
      lanes.multiplySmall(product);
      return;
    }
    boolean narrow = product.columns() < 64 && product.rows() > product.columns();
    MatrixProduct p = narrow ? product.transposed() : product;
    int columns = blockSize(p.columns());
    int columnBlocks = (p.columns() + columns - 1) / columns;
    int rowBlocks = (p.rows() + ROWS - 1) / ROWS;
    Workers.parallelFor(
        columnBlocks * rowBlocks,
        p.work(),
        1 << 18,
        task -> block(lanes, p, task % rowBlocks * ROWS, task / rowBlocks * columns, columns));
  }

  /// Length of the blocks of `columns` columns: all about the same, as a short one is slow.
  static int blockSize(int columns) {
    int blocks = Math.max(1, (columns + COLUMNS - 1) / COLUMNS);
    int even = (columns + blocks - 1) / blocks;
    return Math.clamp((even + 15) / 16 * 16, 1, COLUMNS);
  }

  private static void block(Lanes lanes, MatrixProduct p, int row, int column, int columns) {
    int rows = Math.min(ROWS, p.rows() - row);
    int n = Math.min(columns, p.columns() - column);
    RowScratch scratch = RowScratch.of(lanes);
    Object[] b = scratch.packed(DEPTH);
    Object[] c = scratch.results(rows);
    for (int i = 0; i < rows; i++) lanes.fill(c[i], 0, n, 0);
    for (int k = 0; k < p.depth(); k += DEPTH) {
      int depth = Math.min(DEPTH, p.depth() - k);
      pack(lanes, p, k, depth, column, n, b);
      int at = p.aAt() + row * p.aRow() + k * p.aColumn();
      accumulate(lanes, p.a(), at, p.aRow(), p.aColumn(), rows, depth, b, c, n);
    }
    for (int i = 0; i < rows; i++) {
      int to = p.cAt() + (row + i) * p.cRow() + column * p.cColumn();
      lanes.scatter(c[i], 0, p.c(), to, p.cColumn(), n);
    }
  }

  private static void pack(
      Lanes lanes, MatrixProduct p, int k, int depth, int column, int n, Object[] b) {
    int from = p.bAt() + k * p.bRow() + column * p.bColumn();
    if (p.bRow() == 1 && p.bColumn() != 1) {
      lanes.transpose(p.b(), from, p.bColumn(), b, 0, depth, n);
      return;
    }
    for (int i = 0; i < depth; i++) {
      lanes.gather(p.b(), from + i * p.bRow(), p.bColumn(), b[i], 0, n);
    }
  }

  /// [Lanes#multiplyAdd] in slices of `k`, so that the rows of `b` in use stay in the first cache.
  static void accumulate(
      Lanes lanes,
      Object a,
      int at,
      int aRow,
      int aColumn,
      int rows,
      int depth,
      Object[] b,
      Object[] c,
      int n) {
    for (int row = 0; row < rows; row += ROWS) {
      int lastRow = Math.min(rows, row + ROWS);
      for (int k = 0; k < depth; k += SLICE) {
        Lanes.Block block = new Lanes.Block(row, lastRow, k, Math.min(depth, k + SLICE));
        lanes.multiplyAdd(a, at, aRow, aColumn, block, b, c, n);
      }
    }
  }
}
