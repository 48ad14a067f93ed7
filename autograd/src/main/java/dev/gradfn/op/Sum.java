package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The sum over `dim` (none: all): aten's `sum.dim_IntList`.
public record Sum(Dims dim, boolean keepdim) implements Reduction {
  @Override
  public String nodeName() {
    return "SumBackward1";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Dims shape = inputs[0].shape();
    boolean[] reduced = reduced(shape.rank());
    for (int i = shape.rank() - 1; i >= 0; i--) {
      if (reduced[i]) shape = keepdim ? shape.with(i, 1) : shape.without(i);
    }
    return Result.of(new ArraySpec(Reduction.sumType(inputs[0]), Geometry.contiguous(shape)));
  }

  private boolean[] reduced(int rank) {
    boolean[] reduced = new boolean[rank];
    if (rank == 0) return reduced;
    for (int i = 0; i < rank; i++) reduced[i] = dim.rank() == 0;
    for (int i = 0; i < dim.rank(); i++) {
      int d = ViewOp.wrap(dim.at(i), rank);
      if (reduced[d]) {
        throw TorchException.runtime("dim " + d + " appears multiple times in the list of dims");
      }
      reduced[d] = true;
    }
    return reduced;
  }

  private Dims kept(Dims shape) {
    boolean[] reduced = reduced(shape.rank());
    for (int i = 0; i < shape.rank(); i++) {
      if (reduced[i]) shape = shape.with(i, 1);
    }
    return shape;
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    Reduction.sum(kernels, in[0], out[0], kept(in[0].shape()));
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", dim);
    saver.value("keepdim", keepdim);
    saver.value("self_sym_sizes", saver.spec(0).shape());
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Dims shape = saved.spec(0).shape();
    return new ReducedDims(shape, dim, keepdim).restore(g).expand(shape);
  }
}
