package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.Taps;

/// Operations that are weighted sums along one of the last dimensions after the other: average
/// pooling and interpolation. They are linear, so [SeparableBackward] serves them all.
sealed interface Separable permits AvgPool, AdaptiveAvgPool, Upsample {

  String nodeName();

  /// For each of the last dimensions, the first of them first.
  Taps[] taps(Dims input);

  static Op.Result[] infer(ArraySpec input, Dims size) {
    Dims shape = shape(input, size);
    Dims strides = MemoryFormat.like(input.geometry(), shape);
    return Op.Result.of(new ArraySpec(input.dtype(), Geometry.of(shape, strides)));
  }

  /// Of an average: PyTorch's kernels for volumes know no channels-last order.
  static Op.Result[] inferAverage(ArraySpec input, Dims size) {
    if (size.rank() < 3) return infer(input, size);
    return Op.Result.of(new ArraySpec(input.dtype(), Geometry.contiguous(shape(input, size))));
  }

  private static Dims shape(ArraySpec input, Dims size) {
    Dims shape = input.shape();
    int first = shape.rank() - size.rank();
    for (int i = 0; i < size.rank(); i++) shape = shape.with(first + i, size.get(i));
    return shape;
  }

  static void run(KernelChain kernels, Taps[] taps, NdArray in, NdArray out) {
    int first = in.rank() - taps.length;
    NdArray from = Pointwise.converted(kernels, in, Separable.computing(out));
    for (int i = 0; i < taps.length; i++) {
      Dims shape = from.shape().with(first + i, taps[i].outputs());
      boolean last = i == taps.length - 1;
      NdArray to = last ? out : NdArray.allocate(from.dtype(), shape);
      kernels.weighedSum(taps[i], first + i, from, to);
      from = to;
    }
  }

  /// Half-precision results are rounded once, at the end.
  private static DType computing(NdArray out) {
    return switch (out.dtype()) {
      case FLOAT32, FLOAT16, BFLOAT16 -> DType.FLOAT32;
      default -> DType.FLOAT64;
    };
  }

  static Tensor gradient(Separable forward, Tensor g, Saved saved) {
    SeparableBackward op = new SeparableBackward(forward, saved.spec(0).shape());
    return saved.has("self")
        ? Operations.apply(op, g, saved.tensor("self"))
        : Operations.apply(op, g);
  }
}
