package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// `self` to the power of a number: aten's `pow.Tensor_Scalar`.
public record Pow(Number exponent) implements Pointwise {
  private static final BinaryFunction POW =
      new BinaryFunction("pow", (x, y) -> (float) Math.pow(x, y), Math::pow);

  @Override
  public String nodeName() {
    return "PowBackward0";
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    double power = exponent.doubleValue();
    if (power == 2) kernels.zip(Binary.MUL.function(), in[0], in[0], out[0]);
    else kernels.zip(POW, in[0], Pointwise.scalar(in[0].dtype(), kernels, power), out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.input("self", 0);
    saver.value("exponent", exponent);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    double power = exponent.doubleValue();
    if (power == 0) return g.mul(0);
    Tensor x = saved.tensor("self");
    return g.mul(x.pow(power - 1).mul(power));
  }
}
