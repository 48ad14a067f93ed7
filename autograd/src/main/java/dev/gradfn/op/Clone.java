package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Broadcast;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// A copy, by memory format.
public enum Clone implements Copying {
  /// Keeps the order of dimensions in memory.
  PRESERVE,
  /// Dense, in row-major order.
  CONTIGUOUS;

  @Override
  public String nodeName() {
    return "CloneBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Geometry input = inputs[0].geometry();
    Dims strides = this == PRESERVE ? preserved(input) : input.shape().contiguousStrides();
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.of(input.shape(), strides)));
  }

  static Dims preserved(Geometry input) {
    if (input.isNonOverlappingAndDense()) return input.strides();
    return Broadcast.strides(input.shape(), input);
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.copy(in[0], out[0]);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return g;
  }
}
