package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The derivative of [LeakyRelu]: `grad_output` where `self` is positive, else `negativeSlope ·
/// grad_output`.
public record LeakyReluBackward(double negativeSlope) implements Pointwise {
  private static final BinaryFunction SLOPE =
      new BinaryFunction(
          "leaky_relu_slope", (x, slope) -> x > 0 ? 1 : slope, (x, slope) -> x > 0 ? 1 : slope);

  @Override
  public String nodeName() {
    return "LeakyReluBackwardBackward0";
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    NdArray number = Pointwise.scalar(in[1].dtype(), kernels, negativeSlope);
    NdArray slope = NdArray.allocate(out[0].dtype(), out[0].shape());
    kernels.zip(SLOPE, in[1], number, slope);
    kernels.zip(Binary.MUL.function(), in[0], slope, out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.value("negative_slope", negativeSlope);
    saver.input("self", 1);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    if (input == 0) return Operations.apply(this, g, saved.tensor("self"));
    return Tensor.zeros(g.dtype(), g.device(), g.shape());
  }
}
