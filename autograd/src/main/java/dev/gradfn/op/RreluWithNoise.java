package dev.gradfn.op;

import dev.gradfn.autograd.Generator;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.RandomKernel;

/// A [LeakyRelu] whose slope is drawn anew for each element in training, and is the middle of the
/// range outside it. Input 1 (`noise`) takes the slopes.
public record RreluWithNoise(double lower, double upper, boolean training, Generator generator)
    implements Pointwise {
  private static final BinaryFunction IS_POSITIVE =
      new BinaryFunction(
          "is_positive", (x, zero) -> x > zero ? 1 : 0, (x, zero) -> x > zero ? 1 : 0);

  @Override
  public String nodeName() {
    return "RreluWithNoiseBackward0";
  }

  @Override
  public String inPlaceNodeName() {
    return "RreluWithNoiseBackward1";
  }

  @Override
  public int edgeCount(int inputs) {
    return 1;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    return Indexed.like(inputs);
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    if (!training) {
      new LeakyRelu((lower + upper) / 2).run(kernels, in, out);
      return;
    }
    drawSlopes(kernels, in[0], in[1]);
    Binary.MUL.run(kernels, in, out);
  }

  /// Nothing is drawn for positive elements.
  private void drawSlopes(KernelChain kernels, NdArray x, NdArray noise) {
    NdArray positive = NdArray.allocate(x.dtype(), x.shape());
    kernels.zip(IS_POSITIVE, x, Pointwise.scalar(x.dtype(), kernels, 0), positive);
    double[] passes = Tensor.of(positive).toDoubleArray();
    int[] next = {0};
    generator.draw(random ->
        RandomKernel.reals(
            positive,
            random,
            r -> passes[next[0]++] != 0 ? 1 : Math.fma(r.uniformDouble(), upper - lower, lower)));
    kernels.copy(positive, noise);
  }

  /// In place only the result is left, whose sign tells as much.
  @Override
  public void save(Saver saver) {
    saver.value("lower", lower);
    saver.input("noise", 1);
    if (saver.isInPlace()) saver.output("result", 0);
    else saver.input("self", 0);
    saver.value("training", training);
    saver.value("upper", upper);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    if (training && upper - lower > 1e-6) return g.mul(saved.tensor("noise"));
    Tensor sign = saved.has("result") ? saved.tensor("result") : saved.tensor("self");
    return Operations.apply(new LeakyReluBackward((lower + upper) / 2), g, sign);
  }
}
