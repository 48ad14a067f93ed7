package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.UnaryFunction;

/// `log(x / (1 − x))`, of which the derivative of a [BinaryCrossEntropy] by its target is made.
public enum Logit implements Pointwise {
  LOGIT;

  private static final UnaryFunction FUNCTION =
      new UnaryFunction(
          "logit", x -> (float) (Math.log(x) - Math.log1p(-x)), x -> Math.log(x) - Math.log1p(-x));

  @Override
  public String nodeName() {
    return "LogitBackward0";
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.map(FUNCTION, in[0], out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.input("self", 0);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor x = saved.tensor("self");
    return g.div(x.mul(Calculation.rest(x)));
  }
}
