package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// A copy in another type.
public record ToCopy(DType dtype) implements Copying {
  @Override
  public String nodeName() {
    return "ToCopyBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Geometry input = inputs[0].geometry();
    Geometry geometry = Geometry.of(input.shape(), Clone.preserved(input));
    return Result.of(new ArraySpec(dtype, geometry));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.copy(in[0], out[0]);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return g.to(saved.spec(0).dtype());
  }
}
