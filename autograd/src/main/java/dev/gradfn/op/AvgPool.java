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
    Dims input = inputs[0].shape();
    if (kernelSize.rank() == 2) ViewOp.size(input, -3);
    else Pool.requireVolumes(input);
    Pool.requireWindows(kernelSize, geometry().stride(), each(padding), geometry().dilation());
    if (kernelSize.rank() == 2) Pool.requirePlanes(input);
    Pool.requireHalfPadding(kernelSize, each(padding));
    if (kernelSize.rank() == 3) Pool.requireKernelInside(input, kernelSize);
    Dims shape = geometry().output(inputs[0].shape());
    Pool.requireOutput(inputs[0].shape(), shape, kernelSize.rank());
    // Of integers, int64 alone.
    String kernel = kernelSize.rank() < 3 ? "avg_pool2d" : "avg_pool3d_out_frame";
    if (inputs[0].dtype() != DType.INT64) KernelTypes.requireFloating(kernel, inputs[0].dtype());
    int rank = inputs[0].rank();
    return Separable.inferAverage(inputs[0], shape.slice(rank - kernelSize.rank(), rank));
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
    int padded = start(dim, o);
    int end = Math.min(paddedEnd(dim, inputs, o), inputs);
    return Pool.mean(Math.max(padded, 0), end, divisor(dim, inputs, o));
  }

  /// Where window `o` begins, perhaps in the padding.
  private int start(int dim, int o) {
    return o * geometry().stride().at(dim) - geometry().padding().at(dim);
  }

  private int paddedEnd(int dim, int inputs, int o) {
    return Math.min(start(dim, o) + kernelSize.at(dim), inputs + geometry().padding().at(dim));
  }

  private double divisor(int dim, int inputs, int o) {
    if (divisorOverride != null) return dim == 0 ? divisorOverride : 1;
    int padded = start(dim, o);
    int end = paddedEnd(dim, inputs, o);
    return countIncludePad ? end - padded : Math.min(end, inputs) - Math.max(padded, 0);
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    if (out[0].dtype().isFloatingPoint()) {
      Separable.run(kernels, taps(in[0].shape()), in[0], out[0]);
    } else {
      ofIntegers(kernels, in[0], out[0]);
    }
  }

  /// Whole sums, divided as integers are: towards 0.
  private void ofIntegers(KernelChain kernels, NdArray in, NdArray out) {
    int rank = kernelSize.rank();
    int first = in.rank() - rank;
    Taps[] sums = new Taps[rank];
    for (int i = 0; i < rank; i++) {
      int dim = i;
      int inputs = in.shape().at(first + i);
      sums[i] = Taps.of(inputs, out.shape().at(first + i), o -> sum(dim, inputs, o));
    }
    NdArray whole = NdArray.allocate(DType.FLOAT64, out.shape());
    Separable.run(kernels, sums, in, whole);
    double[] values = ElementLoop.read(kernels, whole);
    for (int at = 0; at < values.length; at++) {
      double divisor = 1;
      int rest = at;
      for (int i = rank - 1; i >= 0; i--) {
        int outputs = out.shape().at(first + i);
        divisor *= divisor(i, in.shape().at(first + i), rest % outputs);
        rest /= outputs;
      }
      values[at] = (long) (values[at] / divisor);
    }
    ElementLoop.write(kernels, values, out);
  }

  private Taps.Row sum(int dim, int inputs, int o) {
    Taps.Row mean = window(dim, inputs, o);
    double[] ones = new double[mean.weight().length];
    java.util.Arrays.fill(ones, 1);
    return new Taps.Row(mean.index(), ones);
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
