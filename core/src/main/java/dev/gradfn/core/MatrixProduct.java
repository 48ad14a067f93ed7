package dev.gradfn.core;

/// One product `c = a b` of matrices that lie in plain arrays with any strides: where each starts,
/// and how far apart its rows and columns are.
record MatrixProduct(
    int rows,
    int depth,
    int columns,
    Object a,
    int aAt,
    int aRow,
    int aColumn,
    Object b,
    int bAt,
    int bRow,
    int bColumn,
    Object c,
    int cAt,
    int cRow,
    int cColumn) {

  /// `cᵀ = bᵀ aᵀ`: the same numbers, with rows and columns exchanged.
  MatrixProduct transposed() {
    return new MatrixProduct(
        columns, depth, rows, b, bAt, bColumn, bRow, a, aAt, aColumn, aRow, c, cAt, cColumn, cRow);
  }

  long work() {
    return (long) rows * depth * columns;
  }
}
