package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Zeros of `shape`, plus the elements of input 0 at the positions in input 1: the derivative of
/// [Picking]. Never called by users.
public record AddAt(Dims shape) implements Indexed {
  @Override
  public String nodeName() {
    return "AddAtBackward0";
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
    kernels.fill(0, out[0]);
    kernels.put(in[0], in[1], true, out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.input("positions", 1);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return Operations.apply(ReadAt.READ, g, saved.tensor("positions"));
  }
}
