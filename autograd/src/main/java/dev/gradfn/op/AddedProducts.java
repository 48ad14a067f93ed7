package dev.gradfn.op;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Broadcast;
import dev.gradfn.core.Dims;

/// What sums with products of matrices ([AddMatrixProduct]) refuse, in PyTorch's words and order.
final class AddedProducts {
  private AddedProducts() {}

  /// Checks `addmm`, whose product has the shape `[rows of x, columns of y]`.
  static void requireMatrices(ArraySpec self, ArraySpec x, ArraySpec y) {
    requireTypes(self, x, y);
    requireMatrix("mat1", x);
    requireMatrix("mat2", y);
    requireExpandable(self, Product.MM.shape(x.shape(), y.shape()));
  }

  private static void requireTypes(ArraySpec self, ArraySpec x, ArraySpec y) {
    requireType("self", self, y);
    requireType("mat1", x, y);
  }

  private static void requireType(String name, ArraySpec x, ArraySpec y) {
    TorchException.check(
        x.dtype() == y.dtype(),
        () ->
            "%s and mat2 must have the same dtype, but got %s and %s"
                .formatted(name, x.dtype().scalarType(), y.dtype().scalarType()));
  }

  private static void requireMatrix(String name, ArraySpec x) {
    TorchException.check(
        x.rank() == 2, () -> name + " must be a matrix, got " + x.rank() + "-D tensor");
  }

  /// Checks `addmv`.
  static void requireVector(ArraySpec self, ArraySpec matrix, ArraySpec vector) {
    TorchException.check(
        matrix.rank() == 2 && vector.rank() == 1 && self.rank() <= 1,
        () ->
            "vector + matrix @ vector expected, got %d, %d, %d"
                .formatted(self.rank(), matrix.rank(), vector.rank()));
    long rows = matrix.shape().get(0);
    TorchException.check(
        matrix.shape().get(1) == vector.shape().get(0)
            && Broadcast.isExpandable(self.shape(), Dims.of(rows)),
        () ->
            "size mismatch, got input (%d), mat (%dx%d), vec (%d)"
                .formatted(
                    self.rank() == 0 ? 1 : self.shape().get(0),
                    rows,
                    matrix.shape().get(1),
                    vector.shape().get(0)));
    requireVectorTypes(self, matrix, vector);
  }

  static void requireVectorTypes(ArraySpec self, ArraySpec matrix, ArraySpec vector) {
    TorchException.check(
        self.dtype() == matrix.dtype() && matrix.dtype() == vector.dtype(),
        () ->
            "addmv input tensors must have the same dtype, but got %s, %s, and %s"
                .formatted(
                    self.dtype().scalarType(),
                    matrix.dtype().scalarType(),
                    vector.dtype().scalarType()));
  }

  /// Checks `baddbmm`.
  static void requireBatches(ArraySpec self, ArraySpec x, ArraySpec y) {
    requireExpandable(
        self,
        Dims.of(ViewOp.size(x.shape(), 0), ViewOp.size(x.shape(), 1), ViewOp.size(y.shape(), 2)));
    Dims shape = Product.BMM.shape(x.shape(), y.shape());
    TorchException.check(
        self.dtype() == x.dtype(),
        () ->
            "Input dtypes must be the same, got: input %s, batch1: %s, batch2: %s"
                .formatted(self.dtype().cppName(), x.dtype().cppName(), y.dtype().cppName()));
    if (shape.product() > 0 && x.shape().get(2) > 0) requireOneType(x, y);
  }

  /// Checks `addbmm`.
  static void requireSummedBatches(ArraySpec self, ArraySpec x, ArraySpec y) {
    ViewOp.size(x.shape(), 0);
    requireExpandable(self, Dims.of(ViewOp.size(x.shape(), 1), ViewOp.size(y.shape(), 2)));
    if (x.rank() == 3 && y.rank() == 3) {
      long batches = x.shape().get(0);
      TorchException.check(
          batches == y.shape().get(0),
          () ->
              "batch1 and batch2 must have same number of batches, got %d and %d"
                  .formatted(batches, y.shape().get(0)));
      requireInner(x.shape(), y.shape());
    }
    Product.BMM.shape(x.shape(), y.shape());
    requireTypes(self, x, y);
  }

  private static void requireInner(Dims x, Dims y) {
    TorchException.check(
        x.get(2) == y.get(1),
        () ->
            "Incompatible matrix sizes for bmm (%dx%d and %dx%d)"
                .formatted(x.get(1), x.get(2), y.get(1), y.get(2)));
  }

  /// As PyTorch's kernels say it, which read the memory as that of the first operand's type.
  static void requireOneType(ArraySpec x, ArraySpec y) {
    TorchException.check(
        x.dtype() == y.dtype(),
        () ->
            "expected scalar type %s but found %s"
                .formatted(x.dtype().scalarType(), y.dtype().scalarType()));
  }

  private static void requireExpandable(ArraySpec self, Dims shape) {
    Expand.requireSizes(self, shape);
    Expand.requireExpandable(self.shape(), shape);
  }

  /// What the forms in place refuse besides: they keep the shape of `self`.
  static void requireShape(ArraySpec self, Dims result) {
    TorchException.check(
        self.shape().equals(result),
        () ->
            "Bad in-place call: input tensor size %s and output tensor size %s should match"
                .formatted(self.shape(), result));
  }
}
