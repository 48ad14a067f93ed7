package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.PoolGeometry;
import dev.gradfn.core.Taps;

/// The mean of each window over the last two or three dimensions.
///
/// @param stride empty: the kernel size
/// @param countIncludePad whether padding counts as elements that are 0
/// @param divisorOverride what sums are divided by, or null: the number of elements
public record AvgPool(
    Dims kernelSize,
    Dims stride,
    Dims padding,
    boolean ceilMode,
    boolean countIncludePad,
    Long divisorOverride)
    implements Pool, Separable {

  public AvgPool {
    if (divisorOverride != null && divisorOverride == 0) {
      throw TorchException.runtime("divisor must be not zero");
    }
  }

  @Override
  public String nodeName() {
    return "AvgPool" + kernelSize.rank() + "DBackward0";
  }

  private PoolGeometry geometry() {
    Dims steps = stride.rank() == 0 ? kernelSize : stride;
    return new PoolGeometry(
        kernelSize, each(steps), each(padding), Dims.filled(kernelSize.rank(), 1), ceilMode);
  }

  /// A sequence of one number stands for all dimensions, and is kept as it came.
  private Dims each(Dims given) {
    return given.rank() == 1 ? Dims.filled(kernelSize.rank(), given.get(0)) : given;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    if (kernelSize.rank() == 2) {
      Dims input = inputs[0].shape();
      ViewOp.wrap(-3, input.rank());
      Dims steps = stride.rank() == 0 ? kernelSize : each(stride);
      Pool.requirePlanes(input, kernelSize, steps, Dims.of(1, 1));
    }
    if (kernelSize.rank() == 3) {
      Pool.requireVolumes(inputs[0].shape());
      Pool.requirePositive(kernelSize, geometry().stride(), Dims.of(1, 1, 1));
    }
    Pool.requireHalfPadding(kernelSize, each(padding), Dims.filled(kernelSize.rank(), 1));
    Dims shape = geometry().output(inputs[0].shape());
    Pool.requireOutput(inputs[0].shape(), shape, kernelSize.rank());
    // Of integers, int64 alone.
    String kernel = kernelSize.rank() < 3 ? "avg_pool2d" : "avg_pool3d_out_frame";
    if (inputs[0].dtype() != DType.INT64) KernelTypes.requireFloating(kernel, inputs[0].dtype());
    int rank = inputs[0].rank();
    return Separable.infer(inputs[0], shape.slice(rank - kernelSize.rank(), rank));
  }

  @Override
  public Taps[] taps(Dims input) {
    Dims output = geometry().output(input);
    int first = input.rank() - kernelSize.rank();
    Taps[] taps = new Taps[kernelSize.rank()];
    for (int i = 0; i < taps.length; i++) {
      int dim = i;
      int in = input.at(first + i);
      taps[i] = Taps.of(in, output.at(first + i), o -> window(dim, in, o));
    }
    return taps;
  }

  private Taps.Row window(int dim, int inputs, int o) {
    int pad = geometry().padding().at(dim);
    int padded = o * geometry().stride().at(dim) - pad;
    int paddedEnd = Math.min(padded + kernelSize.at(dim), inputs + pad);
    int start = Math.max(padded, 0);
    int end = Math.min(paddedEnd, inputs);
    double divisor = countIncludePad ? paddedEnd - padded : end - start;
    if (divisorOverride != null) divisor = dim == 0 ? divisorOverride : 1;
    return Pool.mean(start, end, divisor);
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    Separable.run(kernels, taps(in[0].shape()), in[0], out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.value("ceil_mode", ceilMode);
    saver.value("count_include_pad", countIncludePad);
    saver.value("divisor_override", divisorOverride);
    saver.value("kernel_size", kernelSize);
    saver.value("padding", padding);
    saver.input("self", 0);
    saver.value("stride", stride);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return Separable.gradient(this, g, saved);
  }
}
