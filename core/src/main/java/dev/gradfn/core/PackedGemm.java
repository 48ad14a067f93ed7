package dev.gradfn.core;

/// Matrix products by blocks: a block of `b` is packed into rows, each an array of its own, and
/// multiplied into rows of `c` (see [Lanes]).
///
/// `a` is never packed: of it the inner loop needs single numbers only, wherever they are.
final class PackedGemm {
  /// Columns per block, at most. A long loop is worth it: up to 15 steps at either end of the inner
  /// loop are not vector code.
  static final int COLUMNS = 1280;

  /// Rows of `b` that are packed at a time; they stay in the second cache.
  static final int DEPTH = 48;

  /// Rows of `c` for which `b` is packed once, at least.
  private static final int ROWS = 32;

  /// Rows of `c` for which `b` is packed once, at most.
  private static final int TALL = 256;

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
    int rows = blockHeight(p.rows(), columnBlocks);
    int rowBlocks = (p.rows() + rows - 1) / rows;
    Workers.parallelFor(
        columnBlocks * rowBlocks,
        p.work(),
        1 << 18,
        task ->
            block(lanes, p, task % rowBlocks * rows, rows, task / rowBlocks * columns, columns));
  }

  /// Rows of `c` per task: as many as there may be, for `b` is packed in each task, but a few tasks
  /// for every thread.
  private static int blockHeight(int rows, int columnBlocks) {
    int threads = Workers.threads();
    int wanted = threads == 1 ? 1 : (4 * threads + columnBlocks - 1) / columnBlocks;
    int even = (rows + wanted - 1) / wanted;
    return Math.clamp((even + 3) / 4 * 4, ROWS, TALL);
  }

  /// Length of the blocks of `columns` columns: all about the same, as a short one is slow.
  static int blockSize(int columns) {
    int blocks = Math.max(1, (columns + COLUMNS - 1) / COLUMNS);
    int even = (columns + blocks - 1) / blocks;
    return Math.clamp((even + 15) / 16 * 16, 1, COLUMNS);
  }

  private static void block(
      Lanes lanes, MatrixProduct p, int row, int height, int column, int columns) {
    int rows = Math.min(height, p.rows() - row);
    int n = Math.min(columns, p.columns() - column);
    RowScratch scratch = RowScratch.of(lanes);
    Object[] b = scratch.packed(DEPTH);
    Object[] c = scratch.results(rows);
    for (int i = 0; i < rows; i++) lanes.fill(c[i], 0, n, 0);
    for (int k = 0; k < p.depth(); k += DEPTH) {
      int depth = Math.min(DEPTH, p.depth() - k);
      pack(lanes, p, k, depth, column, n, b);
      int at = p.aAt() + row * p.aRow() + k * p.aColumn();
      lanes.multiplyAdd(p.a(), at, p.aRow(), p.aColumn(), rows, depth, b, c, n);
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
}
