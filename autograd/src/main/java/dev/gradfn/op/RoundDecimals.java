package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Rounds to `decimals` digits behind the point; a negative number of digits is before it.
public record RoundDecimals(int decimals) implements Calculation {
  private static final BinaryFunction BEHIND =
      new BinaryFunction(
          "round_behind",
          (x, ten) -> (float) Math.rint(x * ten) / ten,
          (x, ten) -> Math.rint(x * ten) / ten);
  private static final BinaryFunction BEFORE =
      new BinaryFunction(
          "round_before",
          (x, ten) -> (float) Math.rint(x / ten) * ten,
          (x, ten) -> Math.rint(x / ten) * ten);

  @Override
  public String nodeName() {
    return "RoundBackward1";
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    NdArray ten = Pointwise.scalar(in[0].dtype(), kernels, Math.pow(10, Math.abs(decimals)));
    kernels.zip(decimals < 0 ? BEFORE : BEHIND, in[0], ten, out[0]);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return Calculation.flat(g);
  }
}
