package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// `self.copy_(src)`: `self` becomes `src`, broadcast and converted. Only in place.
public enum Copy implements Copying {
  COPY;

  @Override
  public String nodeName() {
    return "CopyBackwards";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    ArraySpec self = inputs[0];
    if (inputs[1].rank() > self.rank()) {
      throw TorchException.runtime(
          "output with shape "
              + self.shape()
              + " doesn't match the broadcast shape "
              + inputs[1].shape());
    }
    Expand.requireExpandable(inputs[1].shape(), self.shape());
    return Result.of(self);
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.copy(in[1], out[0]);
  }

  /// Nothing of the old contents is left; the source gets it all.
  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return input == 0 ? Tensor.zeros(g.dtype(), g.device(), g.shape()) : g;
  }
}
