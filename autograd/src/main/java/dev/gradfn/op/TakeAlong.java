package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The elements of each line along `dim` at the given indices. Inputs: values, indices, which agree
/// in all other dimensions. The gradient of [AddAlong].
public record TakeAlong(int dim) implements Reduction {
  @Override
  public String nodeName() {
    return "GatherBackward0";
  }

  @Override
  public int edgeCount(int inputs) {
    return 1;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(inputs[1].shape())));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.takeAlong(Lines.along(dim, in[0]), Lines.along(dim, in[1]), Lines.along(dim, out[0]));
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", (long) dim);
    saver.input("index", 1);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    AddAlong back = new AddAlong(dim, saved.spec(0).shape());
    return Operations.apply(back, g, saved.tensor("index"));
  }
}
