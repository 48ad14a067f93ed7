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
  private static final ScopedValue<Device> DEVICE = ScopedValue.newInstance();

  private Weights() {}

  /// Modules that are built in `body` have parameters of type `dtype`: PyTorch's `dtype=…`.
  public static <T> T withType(DType dtype, Supplier<T> body) {
    return ScopedValue.where(TYPE, dtype).call(body::get);
  }

  /// Modules that are built in `body` have parameters of shapes alone, on `meta`: for those whose
  /// values come from elsewhere.
  public static <T> T withoutValues(Supplier<T> body) {
    return ScopedValue.where(DEVICE, Device.META).call(body::get);
  }

  private static Device device() {
    return DEVICE.orElse(Device.CPU);
  }

  private static DType type() {
    return TYPE.orElse(DType.FLOAT32);
  }

  static Tensor full(double value, long... shape) {
    return Tensor.full(type(), device(), Dims.of(shape), value);
  }

  static Tensor zeros(long... shape) {
    return full(0, shape);
  }

  private static Tensor empty(long... shape) {
    return Tensor.empty(type(), device(), Geometry.contiguous(Dims.of(shape)));
  }

  /// How linear layers and convolutions begin.
  static Tensor kaiming(long... shape) {
    return uniform(1 / Math.sqrt(fanIn(shape)), shape);
  }

  /// Inputs of each output: all sizes but the first.
  static long fanIn(long... shape) {
    return Dims.of(shape).slice(1, shape.length).product();
  }

  /// With mean 0 and variance 1.
  static Tensor normal(long... shape) {
    if (device() == Device.META) return empty(shape);
    throw new UnsupportedOperationException();
  }

  /// Within `±bound`.
  static Tensor uniform(double bound, long... shape) {
    if (device() == Device.META) return empty(shape);
    return Init.uniform(bound, new java.util.Random(1), shape).to(type());
  }
}
