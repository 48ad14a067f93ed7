package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// A matrix of zeros with the last dimension of the input as its diagonal, `offset` above the main
/// one.
public record DiagEmbed(long offset, int dim1, int dim2) implements Copying {
  @Override
  public String nodeName() {
    return "DiagEmbedBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Dims shape = inputs[0].shape();
    int rank = shape.rank() + 1;
    long size = shape.get(-1) + Math.abs(offset);
    int first = Math.min(ViewOp.wrap(dim1, rank), ViewOp.wrap(dim2, rank));
    int second = Math.max(ViewOp.wrap(dim1, rank), ViewOp.wrap(dim2, rank));
    Dims matrices = shape.without(shape.rank() - 1).insert(first, size).insert(second, size);
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(matrices)));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.fill(0, out[0]);
    Geometry diagonal = new Diagonal(offset, dim1, dim2).view(out[0].geometry());
    kernels.copy(in[0], out[0].view(diagonal));
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim1", (long) dim1);
    saver.value("dim2", (long) dim2);
    saver.value("offset", offset);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return Operations.apply(new Diagonal(offset, dim1, dim2), g);
  }
}
