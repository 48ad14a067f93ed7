package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// `self` where positive, else `negativeSlope · self`.
public record LeakyRelu(double negativeSlope) implements Pointwise {
  private static final BinaryFunction LEAKY_RELU =
      new BinaryFunction(
          "leaky_relu", (x, slope) -> x > 0 ? x : x * slope, (x, slope) -> x > 0 ? x : x * slope);

  @Override
  public String nodeName() {
    return "LeakyReluBackward0";
  }

  @Override
  public String inPlaceNodeName() {
    return "LeakyReluBackward1";
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    NdArray slope = Pointwise.scalar(in[0].dtype(), kernels, negativeSlope);
    kernels.zip(LEAKY_RELU, in[0], slope, out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.input("self", 0);
    saver.value("negative_slope", negativeSlope);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return g.mul(
        Operations.apply(new LeakyReluSlope(negativeSlope), saved.tensor("self").detach()));
  }
}
