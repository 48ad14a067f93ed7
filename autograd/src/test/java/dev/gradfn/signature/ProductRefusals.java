package dev.gradfn.signature;

import dev.gradfn.core.DType;

/// Products of matrices and sums with them: which operand is looked at first, and what is said.
final class ProductRefusals extends RefusedCalls {
  ProductRefusals() {
    types();
    ranks();
    sums();
    inPlace();
  }

  private void types() {
    var doubles = ones(DType.FLOAT64, 2, 2);
    var batch = ones(2, 2, 2);
    var doubleBatch = ones(DType.FLOAT64, 2, 2, 2);
    String same = " must have the same dtype, but got ";
    runtime("self and mat2" + same + "Float and Double", "addmm", ones(2, 2), ones(2, 2), doubles);
    runtime("mat1 and mat2" + same + "Double and Float", "addmm", ones(2, 2), doubles, ones(2, 2));
    runtime("self and mat2" + same + "Float and Double", "addbmm", ones(2, 2), batch, doubleBatch);
    runtime("expected scalar type Float but found Double", "bmm", batch, doubleBatch);
    runtime("expected scalar type Float but found Double", "baddbmm", batch, batch, doubleBatch);
    runtime(
        "Input dtypes must be the same, got: input float, batch1: double, batch2: float",
        "baddbmm",
        batch,
        doubleBatch,
        batch);
    String vectors = "addmv input tensors must have the same dtype, but got ";
    runtime(vectors + "Float, Double, and Float", "mv", doubles, ones(2));
    runtime(vectors + "Float, Double, and Float", "addmv", ones(2), doubles, ones(2));
  }

  private void ranks() {
    runtime("mat2 must be a matrix, got 1-D tensor", "addmm", ones(2, 1), ones(2, 3), ones(2));
    runtime("mat1 must be a matrix, got 1-D tensor", "addmm", ones(2, 1), ones(2), ones(2, 3));
    runtime("batch1 must be a 3D tensor", "baddbmm", ones(2, 2, 2), ones(2, 2), ones(2, 2, 2));
    index(
        "Dimension out of range (expected to be in range of [-1, 0], but got 1)",
        "baddbmm",
        ones(2, 2, 2),
        ones(0),
        ones(2, 2, 2));
    index("Dimension specified as 0 but tensor has no dimensions", "mv", ones(), ones(3));
    runtime(
        "both arguments to linear need to be at least 1D, but they are 0D and 2D",
        "nn.functional.linear",
        ones(),
        ones(2, 3),
        ones(2));
  }

  private void sums() {
    runtime(
        "expand(torch.FloatTensor{[1, 2, 1]}, size=[2, 2]): the number of sizes provided (2) must be"
            + " greater or equal to the number of dimensions in the tensor (3)",
        "addmm",
        ones(1, 2, 1),
        ones(2, 3),
        ones(3, 2));
    runtime(
        "batch1 and batch2 must have same number of batches, got 2 and 3",
        "addbmm",
        ones(2, 2),
        ones(2, 2, 2),
        ones(3, 2, 2));
    runtime(
        "Incompatible matrix sizes for bmm (2x1 and 3x2)",
        "addbmm",
        ones(2, 2),
        ones(2, 2, 1),
        ones(2, 3, 2));
    runtime(
        "vector + matrix @ vector expected, got 2, 2, 1", "addmv", ones(1, 2), ones(2, 3), ones(3));
  }

  private void inPlace() {
    runtime(
        "Bad in-place call: input tensor size [1] and output tensor size [2, 2] should match",
        "addmm_",
        ones(1),
        ones(2, 3),
        ones(3, 2));
    runtime(
        "Bad in-place call: input tensor size [] and output tensor size [2] should match",
        "addmv_",
        ones(),
        ones(2, 3),
        ones(3));
  }
}
