package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The elements of `input` at `indices` (int64), which count in the flattened plane of the last two
/// dimensions: the reverse of [MaxPool2dWithIndicesBackward].
public enum PlaneGather implements Pool {
  GATHER;

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
    kernels.gatherPlane(in[0], in[1], out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.input("index", 1);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Dims shape = saved.spec(0).shape();
    return Operations.apply(
        new MaxPool2dWithIndicesBackward(shape), g, null, saved.tensor("index"));
  }
}
