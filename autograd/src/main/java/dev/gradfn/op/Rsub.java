package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// `other − alpha · self`.
///
/// @param number whether `other` is a number: then it has no edge
public record Rsub(Number alpha, boolean number) implements Calculation {
  @Override
  public String nodeName() {
    return number ? "RsubBackward1" : "RsubBackward0";
  }

  @Override
  public int edgeCount(int inputs) {
    return number ? 1 : inputs;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    return new Sub(alpha).infer(new ArraySpec[] {inputs[1], inputs[0]});
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    new Sub(alpha).run(kernels, new NdArray[] {in[1], in[0]}, out);
  }

  @Override
  public void save(Saver saver) {
    saver.value("alpha", alpha);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    if (input == 1) return g;
    return alpha.doubleValue() == 1 ? g.neg() : g.neg().mul(alpha);
  }
}
