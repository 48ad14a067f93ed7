package dev.gradfn.op;

import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Operations that reduce dimensions to one number each.
public sealed interface Reduction extends Op
    permits Sum,
        SumAll,
        Mean,
        Variance,
        PickOne,
        PickMany,
        Extreme,
        ArgExtreme,
        CountNonzero,
        Cumsum,
        Cumprod,
        Prod,
        LogSumExp,
        VectorNorm,
        NormAlong,
        EmbeddingBag {

  /// Sums of integers are int64.
  static DType sumType(ArraySpec input) {
    return input.dtype().isFloatingPoint() ? input.dtype() : DType.INT64;
  }

  /// Sums `in` into `out` through a view of `out` that keeps the reduced dimensions with size 1.
  static void sum(KernelChain kernels, NdArray in, NdArray out, Dims keptShape) {
    NdArray kept = out.view(Geometry.contiguous(keptShape));
    kernels.sum(Pointwise.converted(kernels, in, out.dtype()), 1, kept);
  }
}
