package dev.gradfn.op;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;
import dev.gradfn.core.FastMath;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.UnaryFunction;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BinaryOperator;

/// Functions of one number without parameters.
public enum Unary implements Pointwise {
  NEG("Neg", new UnaryFunction("neg", x -> -x, x -> -x, x -> -x), Keep.NOTHING, (g, _) -> g.neg()),
  EXP(
      "Exp",
      new UnaryFunction("exp", x -> (float) Math.exp(x), Math::exp).withBlock(FastMath::exp),
      Keep.RESULT,
      (g, y) -> g.mul(y)),
  SQRT(
      "Sqrt",
      new UnaryFunction("sqrt", x -> (float) Math.sqrt(x), Math::sqrt),
      Keep.RESULT,
      (g, y) -> g.div(y.mul(2))),
  RSQRT(
      "Rsqrt",
      new UnaryFunction("rsqrt", x -> (float) (1 / Math.sqrt(x)), x -> 1 / Math.sqrt(x)),
      Keep.RESULT,
      (g, y) -> g.mul(-0.5).mul(y.pow(3))),
  SIGMOID(
      "Sigmoid",
      new UnaryFunction(
              "sigmoid", x -> (float) (1 / (1 + Math.exp(-x))), x -> 1 / (1 + Math.exp(-x)))
          .withBlock(FastMath::sigmoid),
      Keep.RESULT,
      (g, y) -> Operations.apply(Binary.SIGMOID_BACKWARD, g, y)),
  RELU(
      "Relu",
      new UnaryFunction("relu", x -> Math.max(x, 0), x -> Math.max(x, 0), x -> Math.max(x, 0)),
      Keep.RESULT,
      (g, y) -> Operations.apply(Binary.THRESHOLD_BACKWARD, g, y)),
  /// `x · sigmoid(x)`.
  SILU(
      "Silu",
      new UnaryFunction("silu", x -> (float) (x / (1 + Math.exp(-x))), x -> x / (1 + Math.exp(-x)))
          .withBlock(FastMath::silu),
      Keep.SELF,
      Unary::siluGradient);

  /// What the formula reads besides the gradient.
  private enum Keep {
    NOTHING,
    SELF,
    RESULT
  }

  private static final Set<Unary> OF_INTEGERS = EnumSet.of(NEG, RELU);

  private final String nodeName;
  private final UnaryFunction function;
  private final Keep keep;
  private final BinaryOperator<Tensor> formula;

  Unary(String name, UnaryFunction function, Keep keep, BinaryOperator<Tensor> formula) {
    this.nodeName = name + "Backward0";
    this.function = function;
    this.keep = keep;
    this.formula = formula;
  }

  /// One fused kernel, or where the gradient itself is recorded, the same in differentiable steps.
  private static Tensor siluGradient(Tensor g, Tensor x) {
    if (!Autograd.isGradEnabled()) return Operations.apply(Binary.SILU_BACKWARD, g, x);
    Tensor s = x.sigmoid();
    return g.mul(s).mul(x.mul(Calculation.rest(s)).add(1));
  }

  @Override
  public String nodeName() {
    return nodeName;
  }

  @Override
  public DType resultType(DType promoted) {
    if (promoted.isFloatingPoint()) return promoted;
    if (this == NEG && promoted == DType.BOOL) {
      throw TorchException.runtime(
          "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to"
              + " invert a mask, use the `~` or `logical_not()` operator instead.");
    }
    if (this == SILU) {
      throw KernelTypes.refused("silu_cpu", promoted);
    }
    TorchException.check(
        this != RELU || promoted != DType.BOOL, () -> "Boolean inputs not supported for relu");
    return OF_INTEGERS.contains(this) ? promoted : DType.FLOAT32;
  }

  UnaryFunction function() {
    return function;
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.map(function, Pointwise.converted(kernels, in[0], out[0].dtype()), out[0]);
  }

  @Override
  public void save(Saver saver) {
    switch (keep) {
      case NOTHING -> {}
      case SELF -> saver.input("self", 0);
      case RESULT -> saver.output("result", 0);
    }
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return switch (keep) {
      case NOTHING -> formula.apply(g, null);
      case SELF -> formula.apply(g, saved.tensor("self"));
      case RESULT -> formula.apply(g, saved.tensor("result"));
    };
  }
}
