package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.UnaryFunction;

/// `log(1 − x) − log(x)`: the derivative of a [BinaryCrossEntropy] by its target.
public enum NegatedLogit implements Pointwise {
  NEGATED_LOGIT;

  private static final UnaryFunction FUNCTION =
      new UnaryFunction(
          "negated_logit",
          x -> (float) (Math.log1p(-x) - Math.log(x)),
          x -> Math.log1p(-x) - Math.log(x));

  @Override
  public String nodeName() {
    return "NegatedLogitBackward0";
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
    return g.neg().div(x.neg().add(1).mul(x));
  }
}
