package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The derivative of [PadNd]: inputs are the gradient and what was padded, whose shape counts.
public record PadNdBackward(PadNd pad) implements Indexed {
  @Override
  public String nodeName() {
    return pad.nodeName().replace("Backward0", "BackwardBackward0");
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(inputs[1].shape())));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.fill(0, out[0]);
    kernels.put(in[0], pad.positions(kernels, in[1].shape(), in), true, out[0]);
  }

  /// Nothing depends on the values of what was padded; PyTorch's gradient is zeros, not none.
  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    if (input == 0) return Operations.apply(pad, g);
    return Tensor.zeros(g.dtype(), g.device(), g.shape());
  }
}
