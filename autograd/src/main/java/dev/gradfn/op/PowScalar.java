package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// A number to the power of a tensor: aten's `pow.Scalar`. The one input is the exponent.
public record PowScalar(Number base) implements Calculation {
  @Override
  public String nodeName() {
    return "PowBackward2";
  }

  @Override
  public DType resultType(DType promoted) {
    return Calculation.withNumber(promoted, base);
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    DType dtype = out[0].dtype();
    NdArray exponent = Pointwise.converted(kernels, in[0], dtype);
    NdArray self = Pointwise.scalar(dtype, kernels, base.doubleValue());
    kernels.zip(Pow.function(), self, exponent, out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.value("self", base);
    saver.input("exponent", 0);
    saver.output("result", 0);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor result = saved.tensor("result");
    if (base.doubleValue() != 0) return g.mul(result.mul(Math.log(base.doubleValue())));
    // Infinitely steep below 0, flat above. Not by way of the logarithm of 0: 0 times it is nan.
    Tensor steep =
        Tensor.full(result.dtype(), result.device(), result.shape(), Double.NEGATIVE_INFINITY);
    return g.mul(Calculation.keep(steep, saved.tensor("exponent").lt(0)));
  }
}
