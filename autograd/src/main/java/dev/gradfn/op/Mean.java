package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The mean over `dim`: aten's `mean.dim`, or `mean` where `dim` is null.
///
/// @param dtype of the result; null: of the input
public record Mean(Dims dim, boolean keepdim, DType dtype) implements Reduction {
  @Override
  public String nodeName() {
    return dim == null ? "MeanBackward0" : "MeanBackward1";
  }

  private ReducedDims dims(Dims shape) {
    return new ReducedDims(shape, dim, keepdim);
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    DType type = dtype == null ? inputs[0].dtype() : dtype;
    if (!type.isFloatingPoint()) {
      throw TorchException.runtime(
          "mean(): could not infer output dtype. "
              + (dtype == null ? "Input" : "Optional")
              + " dtype must be either a floating point or"
              + " complex dtype. Got: "
              + type.scalarType());
    }
    return Result.of(new ArraySpec(type, Geometry.contiguous(dims(inputs[0].shape()).result())));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    ReducedDims dims = dims(in[0].shape());
    NdArray x = Pointwise.converted(kernels, in[0], out[0].dtype());
    kernels.sum(x, dims.count(), dims.kept(out[0]));
  }

  @Override
  public void save(Saver saver) {
    if (dim != null) {
      saver.value("dim", dim);
      saver.value("keepdim", keepdim);
    }
    saver.value("self_sym_numel", saver.spec(0).shape().product());
    saver.value("self_sym_sizes", saver.spec(0).shape());
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Dims shape = saved.spec(0).shape();
    ReducedDims dims = dims(shape);
    return dims.restore(g).expand(shape).div(dims.count());
  }
}
