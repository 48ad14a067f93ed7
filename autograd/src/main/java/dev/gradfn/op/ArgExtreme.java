package dev.gradfn.op;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Where the first largest or smallest element is, in each line along `dim` or, where that is null,
/// in the flattened array.
public record ArgExtreme(boolean largest, Integer dim, boolean keepdim) implements Reduction {
  @Override
  public String nodeName() {
    return largest ? "ArgmaxBackward0" : "ArgminBackward0";
  }

  private ReducedDims dims(Dims shape) {
    return new ReducedDims(shape, dim == null ? null : Dims.of(dim), keepdim);
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    TorchException.check(
        inputs[0].dtype() != DType.BOOL,
        () -> (largest ? "argmax" : "argmin") + "(): does not support bool input");
    ReducedDims dims = dims(inputs[0].shape());
    if (dims.count() == 0 && dims.result().product() > 0) {
      String name = largest ? "argmax" : "argmin";
      if (dim != null) {
        throw TorchException.index(
            name + "(): Expected reduction dim " + dim + " to have non-zero size.");
      }
      throw TorchException.index(
          name + "(): Expected reduction dim to be specified for input.numel() == 0.");
    }
    return Result.of(new ArraySpec(DType.INT64, Geometry.contiguous(dims.result())));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    NdArray lines = dims(in[0].shape()).lines(kernels, in[0]);
    kernels.pick(Picks.first(largest), lines, null, ReducedDims.column(out[0]));
  }
}
