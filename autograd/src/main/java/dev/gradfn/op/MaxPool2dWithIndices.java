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
    return new PoolGeometry(kernelSize, stride, padding, dilation, ceilMode);
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    for (int i = 0; i < 2; i++) {
      if (padding.get(i) * 2 > kernelSize.get(i)) {
        throw TorchException.runtime(
            "pad should be at most half of effective kernel size, but got pad="
                + padding.get(i)
                + ", kernel_size="
                + kernelSize.get(i)
                + " and dilation="
                + dilation.get(i));
      }
    }
    Dims shape = geometry().output(inputs[0].shape());
    if (shape.get(-1) < 1 || shape.get(-2) < 1) {
      throw TorchException.runtime(
          "Given input size: "
              + plane(inputs[0].shape())
              + ". Calculated output size: "
              + plane(shape)
              + ". Output size is too small");
    }
    Geometry geometry = Geometry.contiguous(shape);
    return new Result[] {
      Result.fresh(new ArraySpec(inputs[0].dtype(), geometry)),
      Result.fresh(new ArraySpec(DType.INT64, geometry))
    };
  }

  private static String plane(Dims shape) {
    return "(" + shape.get(-3) + "x" + shape.get(-2) + "x" + shape.get(-1) + ")";
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
    return Operations.apply(new MaxPool2dWithIndicesBackward(shape), g, saved.tensor("result1"));
  }
}
