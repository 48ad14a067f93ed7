package dev.gradfn.op;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Operations whose result shares the memory of their input: arithmetic on the geometry, no kernel.
public sealed interface ViewOp extends Op
    permits View,
        ReshapeAlias,
        UnsafeView,
        Permute,
        Slice,
        Select,
        Expand,
        Unsqueeze,
        Squeeze,
        AsStrided,
        Transpose,
        T,
        Alias,
        SqueezeAll,
        SqueezeDims,
        Split,
        Unbind,
        Diagonal,
        Unfold,
        SplitWithSizes,
        UnsafeSplit {

  /// The view's geometry, given the input's. Multi-output rows override [#infer] instead.
  Geometry view(Geometry input);

  @Override
  default Result[] infer(ArraySpec[] inputs) {
    Geometry geometry = view(inputs[0].geometry());
    return new Result[] {new Result(new ArraySpec(inputs[0].dtype(), geometry), 0)};
  }

  @Override
  default void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    throw new AssertionError("a view has no kernel");
  }

  /// `dim` counted from the front.
  ///
  /// @throws TorchException if it is out of range
  static int wrap(int dim, int rank) {
    int range = Math.max(rank, 1);
    if (dim < -range || dim >= range) {
      throw TorchException.index(
          "Dimension out of range (expected to be in range of ["
              + -range
              + ", "
              + (range - 1)
              + "], but got "
              + dim
              + ")");
    }
    return dim < 0 ? dim + range : dim;
  }

  /// Of a dimension, which a tensor without any does not have.
  static long size(Dims shape, int dim) {
    if (shape.rank() > 0) return shape.get(wrap(dim, shape.rank()));
    throw TorchException.index("Dimension specified as " + dim + " but tensor has no dimensions");
  }
}
