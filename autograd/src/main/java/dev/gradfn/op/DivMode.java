package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.Locale;

/// Division with a whole result: aten's `div.Tensor_mode`.
public enum DivMode implements Calculation {
  FLOOR(
      new BinaryFunction(
          "div_floor", (x, y) -> (float) floor(x, y), DivMode::floor, Math::floorDiv)),
  TRUNC(
      new BinaryFunction(
          "div_trunc",
          (x, y) -> (float) Elementary.trunc(x / y),
          (x, y) -> Elementary.trunc(x / y),
          (x, y) -> x / y));

  private final BinaryFunction function;

  DivMode(BinaryFunction function) {
    this.function = function;
  }

  /// By way of the exact remainder, because `floor(x / y)` is one too much where the quotient was
  /// rounded up to a whole number.
  private static double floor(double x, double y) {
    if (y == 0) return x / y;
    double rest = x % y;
    double quotient = (x - rest) / y;
    if (rest != 0 && (rest < 0) != (y < 0)) quotient -= 1;
    return quotient == 0 ? Math.copySign(0, x / y) : Math.rint(quotient);
  }

  /// @param name `floor` or `trunc`
  public static DivMode of(String name) {
    return switch (name) {
      case "floor" -> FLOOR;
      case "trunc" -> TRUNC;
      default ->
          throw TorchException.runtime(
              "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '"
                  + name
                  + "'");
    };
  }

  BinaryFunction function() {
    return function;
  }

  private String mode() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String nodeName() {
    return "DivBackward2";
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    DType dtype = out[0].dtype();
    NdArray x = Pointwise.converted(kernels, in[0], dtype);
    NdArray y = Pointwise.converted(kernels, in[1], dtype);
    Calculation.dividing(() -> kernels.zip(function, x, y, out[0]));
  }

  @Override
  public void save(Saver saver) {
    saver.value("rounding_mode", mode());
    saver.inputIf(saver.needs(1), "self", 0);
    saver.input("other", 1);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return Calculation.flat(g);
  }
}
