package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// First values of parameters, drawn from the default generator in PyTorch's order.
public final class Weights {
  private static final ScopedValue<DType> TYPE = ScopedValue.newInstance();
  private static final ScopedValue<Device> DEVICE = ScopedValue.newInstance();

  private static final ScopedValue<WeightBudget> BUDGET = ScopedValue.newInstance();

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

  /// Modules that are built in `body` have no more weights than `budget` allows.
  public static <T> T within(WeightBudget budget, Supplier<T> body) {
    return ScopedValue.where(BUDGET, budget).call(body::get);
  }

  private static void claim(long... shape) {
    for (long size : shape) {
      TorchException.check(
          size >= 0,
          () -> "Trying to create tensor with negative dimension " + size + ": " + Dims.of(shape));
    }
    if (BUDGET.isBound()) BUDGET.get().claim(shape);
  }

  private static Device device() {
    return DEVICE.orElse(Device.CPU);
  }

  private static DType type() {
    return TYPE.orElse(DType.FLOAT32);
  }

  static Tensor full(double value, long... shape) {
    claim(shape);
    return Tensor.full(type(), device(), Dims.of(shape), value);
  }

  static Tensor zeros(long... shape) {
    return full(0, shape);
  }

  private static Tensor empty(long... shape) {
    claim(shape);
    return Tensor.empty(type(), device(), Geometry.contiguous(Dims.of(shape)));
  }

  /// Nothing is drawn for shapes alone.
  private static Tensor drawn(UnaryOperator<Tensor> fill, long... shape) {
    Tensor tensor = empty(shape);
    return device() == Device.META ? tensor : fill.apply(tensor);
  }

  /// How linear layers and convolutions begin.
  static Tensor kaiming(long... shape) {
    return drawn(tensor -> Init.kaimingUniform_(tensor, Math.sqrt(5)), shape);
  }

  /// Inputs of each output: all sizes but the first.
  static long fanIn(long... shape) {
    return Dims.of(shape).slice(1, shape.length).product();
  }

  /// With mean 0 and variance 1.
  static Tensor normal(long... shape) {
    return drawn(tensor -> Init.normal_(tensor, 0, 1, null), shape);
  }

  /// Within `±bound`.
  static Tensor uniform(double bound, long... shape) {
    return drawn(tensor -> Init.uniform_(tensor, -bound, bound, null), shape);
  }

  static Tensor xavierUniform(long... shape) {
    return drawn(tensor -> Init.xavierUniform_(tensor, 1, null), shape);
  }

  static Tensor xavierNormal(long... shape) {
    return drawn(tensor -> Init.xavierNormal_(tensor, 1, null), shape);
  }
}
