package dev.gradfn.op;

import dev.gradfn.autograd.Generator;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Every element of input 0 becomes a random number: PyTorch's `normal_` and its kin. What was
/// there before no longer matters, so its gradient is 0.
public record RandomFill(Distribution distribution, Generator generator) implements Pointwise {
  @Override
  public String nodeName() {
    return distribution.nodeName();
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    distribution.check(inputs[0].dtype());
    return Pointwise.super.infer(inputs);
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    generator.draw(random -> distribution.fill(out[0], random));
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return Tensor.zeros(g.dtype(), g.device(), g.shape());
  }
}
