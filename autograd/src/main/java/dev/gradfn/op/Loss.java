package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.stream.DoubleStream;

/// Losses: a number per element, which the row itself reduces.
public sealed interface Loss extends Op
    permits DifferenceLoss,
        BinaryCrossEntropy,
        BinaryCrossEntropyWithLogits,
        NllLoss,
        NllLossBackward {
  /// Values of `reduction`.
  long NONE = 0;

  long MEAN = 1;
  long SUM = 2;

  long reduction();

  /// The elements, or a number.
  default Result[] reduced(ArraySpec elements) {
    Geometry number = Geometry.contiguous(Dims.of());
    return Result.of(reduction() == NONE ? elements : new ArraySpec(elements.dtype(), number));
  }

  default void writeReduced(KernelChain kernels, double[] losses, NdArray out) {
    if (reduction() == NONE) {
      ElementLoop.write(kernels, losses, out);
      return;
    }
    double sum = DoubleStream.of(losses).sum();
    double result = reduction() == MEAN ? sum / losses.length : sum;
    ElementLoop.write(kernels, new double[] {result}, out);
  }

  /// The gradient of each of `n` elements; it still broadcasts.
  default Tensor perElement(Tensor g, long n) {
    return reduction() == MEAN ? g.div(n) : g;
  }
}
