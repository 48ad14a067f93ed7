package dev.gradfn.signature;

import dev.gradfn.core.DType;

/// Of products, and of types that do not go together.
final class ArithmeticRefusals extends RefusedCalls {
  ArithmeticRefusals() {
    products();
    dtypes();
  }

  private void products() {
    String shapes = "mat1 and mat2 shapes cannot be multiplied ";
    runtime(shapes + "(2x3 and 4x5)", "matmul", ones(2, 3), ones(4, 5));
    runtime(shapes + "(2x4 and 5x3)", "addmm", ones(3), ones(2, 4), ones(5, 3));
    runtime(shapes + "(2x3 and 5x4)", "nn.functional.linear", ones(2, 3), ones(4, 5));
    runtime(
        "inconsistent tensor size, expected tensor [2] and src [3] to have the same number of"
            + " elements, but got 2 and 3 elements respectively",
        "dot",
        ones(2),
        ones(3));
    runtime(
        "Expected size for first two dimensions of batch2 tensor to be: [2, 4] but got: [3, 4].",
        "bmm",
        ones(2, 3, 4),
        ones(3, 4, 5));
    runtime(
        "both arguments to matmul need to be at least 1D, but they are 0D and 1D",
        "matmul",
        ones(),
        ones(2));
    runtime(
        "expected m1 and m2 to have the same dtype, but got: float != double",
        "matmul",
        ones(2, 2),
        ones(DType.FLOAT64, 2, 2));
    runtime(
        "mat1 and mat2 must have the same dtype, but got Double and Float",
        "nn.functional.linear",
        ones(DType.FLOAT64, 2, 3),
        ones(4, 3),
        ones(4));
    String einsum = "einsum(): ";
    runtime(
        einsum + "output subscript l does not appear in the equation for any input operand",
        "einsum",
        "ij,jk->il",
        ones(2, 3),
        ones(3, 4));
    runtime(
        einsum + "fewer operands were provided than specified in the equation",
        "einsum",
        "ij,jk->ik",
        ones(2, 3));
    runtime(
        einsum
            + "subscript j has size 4 for operand 1 which does not broadcast with previously seen"
            + " size 3",
        "einsum",
        "ij,jk->ik",
        ones(2, 3),
        ones(4, 5));
    runtime(
        einsum + "output subscript i appears more than once in the output",
        "einsum",
        "ij->ii",
        ones(2, 2));
  }

  private void dtypes() {
    notImplemented(
        "\"bitwise_and_cpu\" not implemented for 'Float'",
        "bitwise_and",
        NO_KEYWORDS,
        ones(2),
        ones(2));
    runtime(
        "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to"
            + " invert a mask, use the `~` or `logical_not()` operator instead.",
        "__rsub__",
        truths(1),
        1L);
    for (DType dtype : new DType[] {DType.INT64, DType.BOOL}) {
      runtime(
          "mean(): could not infer output dtype. Input dtype must be either a floating point or"
              + " complex dtype. Got: "
              + dtype.scalarType(),
          "mean",
          ones(dtype, 3));
    }
    runtime(
        "std and var only support floating point and complex dtypes", "var", ones(DType.INT64, 3));
    notImplemented(
        "\"softmax_lastdim_kernel_impl\" not implemented for 'Long'",
        "softmax",
        NO_KEYWORDS,
        longs(0, 1, 2),
        0L);
    runtime("Integers to negative integer powers are not allowed.", "pow", longs(0, 1, 2), -1L);
    runtime("ZeroDivisionError", "remainder", longs(0, 1, 2), 0L);
    runtime(
        "expected scalar type Double but found Float",
        "nn.functional.conv2d",
        ones(DType.FLOAT64, 1, 1, 3, 3),
        ones(1, 1, 2, 2));
  }
}
