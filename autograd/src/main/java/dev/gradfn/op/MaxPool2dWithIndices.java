package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.PoolGeometry;

/// The largest element of each window over the last two dimensions. Results: values, and indices
/// (int64) into the flattened plane.
///
/// @param stride empty: the kernel size
public record MaxPool2dWithIndices(
    Dims kernelSize, Dims stride, Dims padding, Dims dilation, boolean ceilMode) implements Pool {

  @Override
  public String nodeName() {
    return "MaxPool2DWithIndicesBackward0";
  }

  @Override
  public boolean isDifferentiable(int output) {
    return output == 0;
  }

  private PoolGeometry geometry() {
    Dims steps = stride.rank() == 0 ? kernelSize : stride;
    return new PoolGeometry(kernelSize, steps, padding, dilation, ceilMode);
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Dims input = inputs[0].shape();
    TorchException.check(
        input.rank() == 3 || input.rank() == 4,
        () -> "non-empty 3D or 4D (batch mode) tensor expected for input");
    Pool.requireWindows(kernelSize, geometry().stride(), padding, dilation);
    Pool.requirePlanes(input);
    Pool.requireHalfPadding(kernelSize, padding);
    Dims shape = geometry().output(inputs[0].shape());
    Pool.requireOutput(inputs[0].shape(), shape, 2);
    KernelTypes.requireNumber("max_pool2d", inputs[0].dtype());
    Geometry geometry = Geometry.of(shape, MemoryFormat.like(inputs[0].geometry(), shape));
    return new Result[] {
      Result.fresh(new ArraySpec(inputs[0].dtype(), geometry)),
      Result.fresh(new ArraySpec(DType.INT64, geometry))
    };
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.maxPool2d(geometry(), in[0], out[0], out[1]);
  }

  @Override
  public void save(Saver saver) {
    saver.value("ceil_mode", ceilMode);
    saver.value("dilation", dilation);
    saver.value("kernel_size", kernelSize);
    saver.value("padding", padding);
    saver.output("result1", 1);
    saver.input("self", 0);
    saver.value("stride", stride);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Dims shape = saved.spec(0).shape();
    return Operations.apply(
        new MaxPool2dWithIndicesBackward("MaxPool2DWithIndices", shape),
        g,
        saved.tensor("self"),
        saved.tensor("result1"));
  }
}
