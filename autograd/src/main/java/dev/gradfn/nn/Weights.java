package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import java.util.function.Supplier;

/// First values of parameters, drawn from the default generator in PyTorch's order.
public final class Weights {
  private static final ScopedValue<DType> TYPE = ScopedValue.newInstance();

  private Weights() {}

  /// Modules that are built in `body` have parameters of type `dtype`: PyTorch's `dtype=…`.
  public static <T> T withType(DType dtype, Supplier<T> body) {
    return ScopedValue.where(TYPE, dtype).call(body::get);
  }

  private static DType type() {
    return TYPE.orElse(DType.FLOAT32);
  }

  static Tensor full(double value, long... shape) {
    return Tensor.full(type(), Device.CPU, Dims.of(shape), value);
  }

  static Tensor zeros(long... shape) {
    return full(0, shape);
  }

  private static Tensor empty(long... shape) {
    return Tensor.empty(type(), Device.CPU, Geometry.contiguous(Dims.of(shape)));
  }

  /// How linear layers and convolutions begin.
  static Tensor kaiming(long... shape) {
    return Init.kaimingUniform_(empty(shape), Math.sqrt(5));
  }

  /// Inputs of each output: all sizes but the first.
  static long fanIn(long... shape) {
    return Dims.of(shape).slice(1, shape.length).product();
  }

  /// With mean 0 and variance 1.
  static Tensor normal(long... shape) {
    return Init.normal_(empty(shape), 0, 1, null);
  }

  /// Within `±bound`.
  static Tensor uniform(double bound, long... shape) {
    return Init.uniform_(empty(shape), -bound, bound, null);
  }

  static Tensor xavierUniform(long... shape) {
    return Init.xavierUniform_(empty(shape), 1, null);
  }

  static Tensor xavierNormal(long... shape) {
    return Init.xavierNormal_(empty(shape), 1, null);
  }
}
