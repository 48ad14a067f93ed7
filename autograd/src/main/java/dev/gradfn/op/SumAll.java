package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The sum of all elements: aten's `sum`.
public enum SumAll implements Reduction {
  SUM;

  @Override
  public String nodeName() {
    return "SumBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    return Result.of(new ArraySpec(Reduction.sumType(inputs[0]), Geometry.contiguous(Dims.of())));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    Reduction.sum(kernels, in[0], out[0], Dims.filled(in[0].rank(), 1));
  }

  @Override
  public void save(Saver saver) {
    saver.value("self_sym_sizes", saver.spec(0).shape());
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return g.expand(saved.spec(0).shape());
  }
}
