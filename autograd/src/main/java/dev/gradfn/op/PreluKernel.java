package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// `self` where positive, else `weight · self`; `weight` is learned.
public enum PreluKernel implements Pointwise {
  PRELU;

  private static final BinaryFunction FUNCTION =
      new BinaryFunction("prelu", (x, w) -> x > 0 ? x : w * x, (x, w) -> x > 0 ? x : w * x);

  @Override
  public String nodeName() {
    return "PreluKernelBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    TorchException.check(
        inputs[0].dtype() == inputs[1].dtype(),
        () ->
            "prelu: Type promoting not supported. Got "
                + inputs[0].dtype().scalarType()
                + " and "
                + inputs[1].dtype().scalarType());
    return Pointwise.super.infer(inputs);
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.zip(FUNCTION, in[0], in[1], out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.input("self", 0);
    saver.input("weight", 1);
  }

  @Override
  public Tensor[] gradients(Tensor[] g, Saved saved) {
    if (g[0] == null) return new Tensor[2];
    Tensor[] both =
        Operations.applyAll(
            PreluKernelBackward.PRELU_BACKWARD, g[0], saved.tensor("self"), saved.tensor("weight"));
    for (int i = 0; i < 2; i++) both[i] = saved.needs(i) ? both[i] : null;
    return both;
  }
}
