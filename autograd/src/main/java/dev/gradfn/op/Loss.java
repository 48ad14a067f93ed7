package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Losses: a number per element, which the row itself reduces.
public sealed interface Loss extends Op
    permits DifferenceLoss,
        BinaryCrossEntropy,
        BinaryCrossEntropyWithLogits,
        SoftMarginLoss,
        MultiMarginLoss,
        MultilabelMarginLoss,
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

  default void writeReduced(KernelChain kernels, NdArray losses, NdArray out) {
    if (reduction() == NONE) {
      kernels.copy(losses, out);
      return;
    }
    NdArray number = NdArray.allocate(losses.dtype(), Dims.filled(losses.rank(), 1));
    kernels.sum(losses, reduction() == MEAN ? losses.numel() : 1, number);
    kernels.copy(number.view(Geometry.contiguous(Dims.of())), out);
  }

  /// The type to compute in for results of `dtype`.
  static DType computing(DType dtype) {
    return dtype.isFloatingPoint() ? Linalg.computing(dtype) : DType.FLOAT64;
  }

  /// `gradient` times the weights, if there are some.
  default Tensor scaled(Tensor gradient, Tensor weight) {
    return weight == null ? gradient : gradient.mul(weight);
  }

  /// The gradients of all elements, given those that a sum would have.
  default Tensor mean(Tensor gradients, Tensor elements) {
    return reduction() == MEAN ? gradients.div(Math.max(elements.numel(), 1)) : gradients;
  }

  /// The gradient of each of `n` elements; it still broadcasts.
  default Tensor perElement(Tensor g, long n) {
    return reduction() == MEAN ? g.div(Math.max(n, 1)) : g;
  }
}
