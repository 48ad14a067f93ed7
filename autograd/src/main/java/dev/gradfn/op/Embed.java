package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The derivative of a view that shows a part: zeros of `inputSizes` with `self` in the place that
/// `part` shows. Its own derivative is that view again.
public record Embed(Dims inputSizes, ViewOp part) implements Copying {
  @Override
  public String nodeName() {
    return part.nodeName().replace("Backward0", "BackwardBackward0");
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(inputSizes)));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.fill(0, out[0]);
    kernels.copy(in[0], out[0].view(part.view(out[0].geometry())));
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return Operations.apply(part, g);
  }
}
