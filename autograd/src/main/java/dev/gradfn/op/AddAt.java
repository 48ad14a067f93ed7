package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Zeros of `shape`, plus the elements of one input at the positions in the next: the derivative of
/// [Picking]. Where a null comes first it stands for the zeros. Never called by users.
public record AddAt(String nodeName, Dims shape) implements Indexed {
  @Override
  public int edgeCount(int inputs) {
    return inputs - 1;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    return Result.of(new ArraySpec(inputs[inputs.length - 2].dtype(), Geometry.contiguous(shape)));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.fill(0, out[0]);
    kernels.put(in[in.length - 2], in[in.length - 1], true, out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.input("positions", saver.count() - 1);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return Operations.apply(ReadAt.READ, g, saved.tensor("positions"));
  }
}
