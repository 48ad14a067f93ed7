package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Functions that formulas of reductions choose elements with. Their masks have the type of the
/// values, 1 for true, and gradient 0.
public enum Masking implements Pointwise {
  /// `x` where `y` is not 0, else 0: PyTorch's `masked_fill` in formulas that divide by `y`.
  UNLESS_ZERO(
      "MaskedFill", new BinaryFunction("unless_zero", (x, y) -> y == 0 ? 0 : x, Masking::pass)),
  /// 1 where both are equal.
  EQUAL("Eq", new BinaryFunction("equal", (x, y) -> x == y ? 1 : 0, Masking::equal)),
  /// The same, and a nan equals a nan.
  SAME(
      "Eq",
      new BinaryFunction("same", (x, y) -> x == y || (x != x && y != y) ? 1 : 0, Masking::same));

  private final String name;
  private final BinaryFunction function;

  Masking(String name, BinaryFunction function) {
    this.name = name;
    this.function = function;
  }

  private static double pass(double x, double y) {
    return y == 0 ? 0 : x;
  }

  private static double equal(double x, double y) {
    return x == y ? 1 : 0;
  }

  private static double same(double x, double y) {
    return x == y || (Double.isNaN(x) && Double.isNaN(y)) ? 1 : 0;
  }

  /// The sign of `x`: the gradient of its absolute value.
  static Tensor sign(Tensor x) {
    return Operations.apply(Elementary.SGN, x);
  }

  BinaryFunction function() {
    return function;
  }

  @Override
  public String nodeName() {
    return name + "Backward0";
  }

  @Override
  public int edgeCount(int inputs) {
    return 1;
  }

  /// A mask has no history.
  @Override
  public boolean isDifferentiable(int output) {
    return this == UNLESS_ZERO;
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    NdArray x = Pointwise.converted(kernels, in[0], out[0].dtype());
    NdArray y = Pointwise.converted(kernels, in[1], out[0].dtype());
    kernels.zip(function, x, y, out[0]);
  }

  @Override
  public void save(Saver saver) {
    if (this == UNLESS_ZERO) saver.input("mask", 1);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    if (this == UNLESS_ZERO && input == 0) {
      return Operations.apply(UNLESS_ZERO, g, saved.tensor("mask"));
    }
    return Tensor.zeros(g.dtype(), g.device(), g.shape());
  }
}
