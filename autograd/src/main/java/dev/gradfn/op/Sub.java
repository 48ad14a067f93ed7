package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// `self − alpha · other`.
public record Sub(Number alpha) implements Pointwise {
  private static final BinaryFunction SUB =
      new BinaryFunction("sub", (x, y) -> x - y, (x, y) -> x - y, (x, y) -> x - y);

  @Override
  public String nodeName() {
    return "SubBackward0";
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    DType dtype = out[0].dtype();
    NdArray x = Pointwise.converted(kernels, in[0], dtype);
    NdArray y = Add.scaled(kernels, Pointwise.converted(kernels, in[1], dtype), alpha);
    kernels.zip(SUB, x, y, out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.value("alpha", alpha);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    if (input == 0) return g;
    return alpha.doubleValue() == 1 ? g.neg() : g.neg().mul(alpha);
  }
}
