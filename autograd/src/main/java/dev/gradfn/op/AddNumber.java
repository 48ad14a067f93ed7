package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// `self + other`, `other` a number: aten's `add.Scalar`, which only PyTorch's own composites use.
public record AddNumber(Number other) implements Pointwise {
  @Override
  public String nodeName() {
    return "AddBackward1";
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    NdArray summand = Pointwise.scalar(out[0].dtype(), kernels, other.doubleValue());
    kernels.zip(Add.function(), in[0], summand, out[0]);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return g;
  }
}
