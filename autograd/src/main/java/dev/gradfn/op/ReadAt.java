package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The elements of input 0 at the positions in input 1: the derivative of [AddAt].
public enum ReadAt implements Indexed {
  READ;

  @Override
  public String nodeName() {
    return "ReadAtBackward0";
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
    kernels.take(in[0], in[1], out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.input("positions", 1);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    AddAt add = new AddAt("AddAtBackward0", saved.spec(0).shape());
    return Operations.apply(add, g, saved.tensor("positions"));
  }
}
