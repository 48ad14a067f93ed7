package dev.gradfn.op;

import dev.gradfn.autograd.FormulaNode;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.PoolGeometry;
import dev.gradfn.core.PoolWindows;

/// The largest element of each window over the last three dimensions. Results: values, and indices
/// (int64) into these three, flattened.
///
/// @param stride empty: the kernel size
public record MaxPool3dWithIndices(
    Dims kernelSize, Dims stride, Dims padding, Dims dilation, boolean ceilMode) implements Pool {

  @Override
  public String nodeName() {
    return "MaxPool3DWithIndicesBackward0";
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
    Pool.requireVolumes(inputs[0].shape());
    Pool.requireWindows(kernelSize, geometry().stride(), padding, dilation);
    Pool.requireHalfPadding(kernelSize, padding);
    Dims shape = geometry().output(inputs[0].shape());
    Pool.requireOutput(inputs[0].shape(), shape, 3);
    KernelTypes.requireNumber("max_pool3d", inputs[0].dtype());
    Geometry geometry = Geometry.of(shape, MemoryFormat.like(inputs[0].geometry(), shape));
    return new Result[] {
      Result.fresh(new ArraySpec(inputs[0].dtype(), geometry)),
      Result.fresh(new ArraySpec(DType.INT64, geometry))
    };
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    PoolWindows[] windows = new PoolWindows[3];
    for (int i = 0; i < 3; i++) {
      windows[i] =
          PoolWindows.sliding(geometry(), i, in[0].shape().at(i - 3), out[0].shape().at(i - 3));
    }
    kernels.maxPoolWindows(windows, in[0], out[0], out[1]);
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
    return gradient("MaxPool3DWithIndices", g, saved.tensor("self"), saved.tensor("result1"));
  }

  /// Of a pool over volumes: as planes of one line, for which there is a kernel.
  static Tensor gradient(String pool, Tensor g, Tensor self, Tensor indices) {
    Dims shape = self.shape();
    Tensor numbers = indices.reshape(lines(g.shape()));
    return FormulaNode.one(
        pool + "BackwardBackward0",
        in ->
            Operations.apply(
                    new MaxPool2dWithIndicesBackward(pool, lines(shape)),
                    in[0].reshape(lines(in[0].shape())),
                    in[1].reshape(lines(shape)),
                    numbers)
                .view(shape),
        g,
        self);
  }

  private static Dims lines(Dims shape) {
    int first = shape.rank() - 3;
    return Dims.of(shape.slice(0, first).product(), 1, shape.slice(first, shape.rank()).product());
  }
}
