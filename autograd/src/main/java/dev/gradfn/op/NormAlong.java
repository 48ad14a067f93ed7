package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The `p`-norm over `dim` by its old name: aten's `norm.ScalarOpt_dim`, which distances record.
public record NormAlong(Number p, Dims dim, boolean keepdim) implements Reduction {
  private VectorNorm norm() {
    return new VectorNorm(p, dim, keepdim, null);
  }

  @Override
  public String nodeName() {
    return "NormBackward1";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    return norm().infer(inputs);
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    norm().run(kernels, in, out);
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", dim);
    saver.value("keepdim", keepdim);
    saver.value("p", p);
    saver.output("result", 0);
    saver.input("self", 0);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return norm().gradient(input, g, saved);
  }
}
