package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Zeros of `shape`, with each value added at its index in the line along `dim`: what the gradient
/// of picked elements is. Inputs: values, indices, of one shape.
public record AddAlong(int dim, Dims shape) implements Reduction {
  @Override
  public String nodeName() {
    return "ScatterAddBackward0";
  }

  @Override
  public int edgeCount(int inputs) {
    return 1;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(shape)));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.addAlong(Lines.along(dim, in[0]), Lines.along(dim, in[1]), Lines.along(dim, out[0]));
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", (long) dim);
    saver.input("index", 1);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return Operations.apply(new TakeAlong(dim), g, saved.tensor("index"));
  }
}
