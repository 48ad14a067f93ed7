package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Broadcast;
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
    if (!Broadcast.isExpandable(inputs[1].shape(), self.shape())) {
      throw TorchException.runtime(
          "The size of the source "
              + inputs[1].shape()
              + " does not fit the size of the target "
              + self.shape());
    }
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
