package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.FastMath;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Functions of two numbers without parameters.
public enum Binary implements Pointwise {
  MUL("Mul", new BinaryFunction("mul", (x, y) -> x * y, (x, y) -> x * y, (x, y) -> x * y)) {
    @Override
    public void save(Saver saver) {
      saver.inputIf(saver.needs(1), "self", 0);
      saver.inputIf(saver.needs(0), "other", 1);
    }

    @Override
    public Tensor gradient(int input, Tensor g, Saved saved) {
      return g.mul(saved.tensor(input == 0 ? "other" : "self"));
    }
  },
  DIV("Div", new BinaryFunction("div", (x, y) -> x / y, (x, y) -> x / y)) {
    @Override
    public DType resultType(DType promoted) {
      return promoted.isFloatingPoint() ? promoted : DType.FLOAT32;
    }

    @Override
    public void save(Saver saver) {
      saver.inputIf(saver.needs(1), "self", 0);
      saver.input("other", 1);
    }

    @Override
    public Tensor gradient(int input, Tensor g, Saved saved) {
      Tensor other = saved.tensor("other");
      if (input == 0) return g.div(other);
      return g.neg().mul(saved.tensor("self").div(other).div(other));
    }
  },
  /// `g · y (1 − y)`, from the result of a sigmoid.
  SIGMOID_BACKWARD(
      "SigmoidBackward",
      new BinaryFunction(
          "sigmoid_backward", (g, y) -> g * (1 - y) * y, (g, y) -> g * (1 - y) * y)) {
    @Override
    public void save(Saver saver) {
      saver.inputIf(saver.needs(1), "grad_output", 0);
      saver.input("output", 1);
    }

    @Override
    public Tensor gradient(int input, Tensor g, Saved saved) {
      Tensor y = saved.tensor("output");
      if (input == 0) return Operations.apply(SIGMOID_BACKWARD, g, y);
      return g.mul(saved.tensor("grad_output")).mul(y.mul(-2).add(1));
    }
  },
  /// 0 where the result of a relu is 0, else `g`; nan lets it pass.
  THRESHOLD_BACKWARD(
      "ThresholdBackward",
      new BinaryFunction(
          "threshold_backward", (g, y) -> y <= 0 ? 0 : g, (g, y) -> y <= 0 ? 0 : g)) {
    @Override
    public void save(Saver saver) {
      saver.input("self", 1);
    }

    @Override
    public Tensor gradient(int input, Tensor g, Saved saved) {
      if (input == 0) return Operations.apply(THRESHOLD_BACKWARD, g, saved.tensor("self"));
      return Tensor.zeros(g.dtype(), g.device(), g.shape());
    }
  },
  /// `g · s (1 + x (1 − s))` with `s = sigmoid(x)`. Never recorded: see [Unary#SILU].
  SILU_BACKWARD(
      "SiluBackward",
      new BinaryFunction("silu_backward", Binary::siluBackward, Binary::siluBackward)
          .withBlock(FastMath::siluGradient));

  private final String nodeName;
  private final BinaryFunction function;

  Binary(String name, BinaryFunction function) {
    this.nodeName = name + "Backward0";
    this.function = function;
  }

  private static double siluBackward(double g, double x) {
    double s = 1 / (1 + Math.exp(-x));
    return g * s * (1 + x * (1 - s));
  }

  private static float siluBackward(float g, float x) {
    return (float) siluBackward((double) g, (double) x);
  }

  BinaryFunction function() {
    return function;
  }

  @Override
  public String nodeName() {
    return nodeName;
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    DType dtype = out[0].dtype();
    // A number that joins 16 bits is not rounded to them.
    if (in[1].rank() == 0 && in[1].dtype() != dtype) dtype = Calculation.precise(dtype);
    NdArray x = Pointwise.converted(kernels, in[0], dtype);
    NdArray y = Pointwise.converted(kernels, in[1], dtype);
    if (dtype == out[0].dtype()) kernels.zip(function, x, y, out[0]);
    else kernels.copy(Calculation.step(kernels, function, x, y, out[0]), out[0]);
  }
}
