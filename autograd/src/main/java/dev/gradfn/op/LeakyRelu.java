package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// `self` where positive, else `negativeSlope · self`.
public record LeakyRelu(Number negativeSlope) implements Pointwise {
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
  public DType resultType(DType promoted) {
    KernelTypes.requireFloating("leaky_relu_cpu", promoted);
    return promoted;
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    NdArray slope = Pointwise.scalar(in[0].dtype(), kernels, negativeSlope.doubleValue());
    kernels.zip(LEAKY_RELU, in[0], slope, out[0]);
  }

  /// In place only the result is left, whose sign tells as much.
  @Override
  public void save(Saver saver) {
    saver.value("negative_slope", negativeSlope);
    if (saver.isInPlace()) saver.output("result", 0);
    else saver.input("self", 0);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor sign = saved.has("result") ? saved.tensor("result") : saved.tensor("self");
    return Operations.apply(new LeakyReluBackward(negativeSlope.doubleValue()), g, sign);
  }
}
