package dev.gradfn.op;

import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Arrays of any layout as plain row-major numbers in double, for loops that no kernel has.
final class ElementLoop {
  private ElementLoop() {}

  static double[] read(KernelChain kernels, NdArray x) {
    return read(kernels, x, x.shape());
  }

  /// `x` broadcast to `shape`.
  static double[] read(KernelChain kernels, NdArray x, Dims shape) {
    double[] values = new double[Math.toIntExact(shape.product())];
    kernels.copy(x, NdArray.wrap(DType.FLOAT64, values, shape));
    return values;
  }

  /// `fill` everywhere if there is no `x`.
  static double[] readOrFill(KernelChain kernels, NdArray x, Dims shape, double fill) {
    if (x != null) return read(kernels, x, shape);
    double[] values = new double[Math.toIntExact(shape.product())];
    java.util.Arrays.fill(values, fill);
    return values;
  }

  static void write(KernelChain kernels, double[] values, NdArray out) {
    kernels.copy(NdArray.wrap(DType.FLOAT64, values, out.shape()), out);
  }
}
