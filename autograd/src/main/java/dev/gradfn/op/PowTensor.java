package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// `self` to the power of a tensor: aten's `pow.Tensor_Tensor`.
public enum PowTensor implements Calculation {
  POW;

  @Override
  public String nodeName() {
    return "PowBackward1";
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    DType dtype = out[0].dtype();
    NdArray x = Pointwise.converted(kernels, in[0], dtype);
    NdArray y = Pointwise.converted(kernels, in[1], dtype);
    kernels.zip(Pow.function(), x, y, out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.input("self", 0);
    saver.input("exponent", 1);
    saver.output("result", 0);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor self = saved.tensor("self");
    Tensor exponent = saved.tensor("exponent");
    if (input == 0) {
      Tensor slope = exponent.mul(self.pow(exponent.sub(1)));
      return Calculation.unless(exponent.eq(0), g.mul(slope));
    }
    Tensor result = saved.tensor("result");
    Tensor base = self.dtype().isFloatingPoint() ? self : self.to(result.dtype());
    Tensor flat = self.eq(0).logicalAnd(exponent.ge(0));
    return g.mul(Calculation.unless(flat, result.mul(base.log())));
  }
}
