package dev.gradfn.op;

import dev.gradfn.autograd.Generator;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Normal numbers, each with its own mean or deviation: standard ones are scaled, then shifted.
///
/// @param mean null: the first input holds one for each element
/// @param std null: the last input holds one for each element
public record RandomNormal(Double mean, Double std, Generator generator) implements Pointwise {
  @Override
  public String nodeName() {
    if (mean != null) return "NormalBackward2";
    return std != null ? "NormalBackward1" : "NormalBackward3";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    if (std != null) new Distribution.Normal(0, std).check(inputs[0].dtype());
    ArraySpec broadcast = Pointwise.super.infer(inputs)[0].spec();
    Distribution.Normal.STANDARD.check(inputs[0].dtype());
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(broadcast.shape())));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    NdArray shift = mean == null ? in[0] : Pointwise.scalar(out[0].dtype(), kernels, mean);
    NdArray scale =
        std == null ? in[in.length - 1] : Pointwise.scalar(out[0].dtype(), kernels, std);
    if (std == null) requireScales(scale);
    generator.draw(random -> Distribution.Normal.STANDARD.fill(out[0], random));
    Binary.MUL.run(kernels, new NdArray[] {out[0], scale}, out);
    new Add(1).run(kernels, new NdArray[] {out[0], shift}, out);
  }

  private static void requireScales(NdArray scale) {
    for (double value : Tensor.of(scale).toDoubleArray()) {
      if (!(value < 0)) continue;
      throw TorchException.runtime("normal expects all elements of std >= 0.0");
    }
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return Tensor.zeros(g.dtype(), g.device(), saved.spec(input).shape());
  }
}
