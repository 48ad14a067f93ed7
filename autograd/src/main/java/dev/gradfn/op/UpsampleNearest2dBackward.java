package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The derivative of [UpsampleNearest2d], which is linear: its own derivative is the resampling.
public record UpsampleNearest2dBackward(UpsampleNearest2d forward, Dims inputShape)
    implements Resample {

  @Override
  public String nodeName() {
    return "UpsampleNearest2DBackwardBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(inputShape)));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.upsampleNearestGradient(in[0], forward.steps(inputShape), out[0]);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return Operations.apply(forward, g);
  }
}
