package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The derivatives of [PreluKernel] by `self` and by `weight`, both with the shape of the result.
public enum PreluKernelBackward implements Pointwise {
  PRELU_BACKWARD;

  @Override
  public String nodeName() {
    return "PreluKernelBackwardBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Result result = Pointwise.super.infer(inputs)[0];
    return new Result[] {result, result};
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    Dims shape = out[0].shape();
    double[] g = ElementLoop.read(kernels, in[0], shape);
    double[] x = ElementLoop.read(kernels, in[1], shape);
    double[] weight = ElementLoop.read(kernels, in[2], shape);
    for (int i = 0; i < g.length; i++) {
      boolean positive = x[i] > 0;
      x[i] = positive ? 0 : x[i] * g[i];
      g[i] = positive ? g[i] : weight[i] * g[i];
    }
    ElementLoop.write(kernels, g, out[0]);
    ElementLoop.write(kernels, x, out[1]);
  }

  @Override
  public void save(Saver saver) {
    saver.input("grad_output", 0);
    saver.input("self", 1);
    saver.input("weight", 2);
  }

  @Override
  public Tensor[] gradients(Tensor[] g, Saved saved) {
    Tensor x = saved.tensor("self");
    Tensor incoming = saved.tensor("grad_output");
    Tensor bySelf = g[0] == null ? incoming.mul(0) : g[0];
    Tensor byWeight = g[1] == null ? incoming.mul(0) : g[1];
    Tensor inner = bySelf.mul(saved.tensor("weight")).add(byWeight.mul(x));
    Tensor[] gradients = new Tensor[3];
    if (saved.needs(0)) {
      gradients[0] = bySelf.sub(whereNegative(bySelf, x)).add(whereNegative(inner, x));
    }
    if (saved.needs(1)) gradients[1] = whereNegative(incoming.mul(byWeight), x);
    if (saved.needs(2)) gradients[2] = whereNegative(incoming.mul(bySelf), x);
    return gradients;
  }

  private static Tensor whereNegative(Tensor values, Tensor x) {
    return Operations.apply(Binary.THRESHOLD_BACKWARD, values, x.neg());
  }
}
