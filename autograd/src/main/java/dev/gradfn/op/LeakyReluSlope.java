package dev.gradfn.op;

import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The derivative of [LeakyRelu]: 1 where positive, else `negativeSlope`. Constant almost
/// everywhere, so it is never recorded.
public record LeakyReluSlope(double negativeSlope) implements Pointwise {
  private static final BinaryFunction SLOPE =
      new BinaryFunction(
          "leaky_relu_slope", (x, slope) -> x > 0 ? 1 : slope, (x, slope) -> x > 0 ? 1 : slope);

  @Override
  public String nodeName() {
    return "LeakyReluBackwardBackward0";
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    NdArray slope = Pointwise.scalar(in[0].dtype(), kernels, negativeSlope);
    kernels.zip(SLOPE, in[0], slope, out[0]);
  }
}
