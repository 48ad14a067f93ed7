package dev.gradfn.op;

import dev.gradfn.autograd.FormulaNode;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.ErrorFunction;
import dev.gradfn.core.FastMath;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.UnaryFunction;
import java.util.Locale;
import java.util.function.BinaryOperator;

/// The functions of one number in the math library, and rounding.
public enum Elementary implements Calculation {
  EXP2("Exp2", real("exp2", x -> Math.pow(2, x)), Keep.RESULT, (g, y) -> g.mul(y).mul(Math.log(2))),
  EXPM1("Expm1", real("expm1", Math::expm1), Keep.RESULT, (g, y) -> g.mul(y.add(1))),
  LOG("Log", real("log", Math::log), Keep.SELF, (g, x) -> g.div(x)),
  LOG2("Log2", real("log2", Elementary::log2), Keep.SELF, (g, x) -> g.div(x.mul(Math.log(2)))),
  LOG10("Log10", real("log10", Math::log10), Keep.SELF, (g, x) -> g.div(x.mul(Math.log(10)))),
  LOG1P("Log1P", real("log1p", Math::log1p), Keep.SELF, (g, x) -> g.div(x.add(1))),
  SIN("Sin", real("sin", Math::sin), Keep.SELF, (g, x) -> g.mul(apply("COS", x))),
  COS("Cos", real("cos", Math::cos), Keep.SELF, (g, x) -> g.mul(apply("SIN", x).neg())),
  TAN("Tan", real("tan", Math::tan), Keep.RESULT, (g, y) -> g.mul(y.pow(2).add(1))),
  ASIN("Asin", real("asin", Math::asin), Keep.SELF, (g, x) -> g.mul(arcSlope(x))),
  ACOS("Acos", real("acos", Math::acos), Keep.SELF, (g, x) -> g.mul(arcSlope(x).neg())),
  ATAN("Atan", real("atan", Math::atan), Keep.SELF, (g, x) -> g.div(x.mul(x).add(1))),
  SINH("Sinh", real("sinh", Math::sinh), Keep.SELF, (g, x) -> g.mul(apply("COSH", x))),
  COSH("Cosh", real("cosh", Math::cosh), Keep.SELF, (g, x) -> g.mul(apply("SINH", x))),
  TANH(
      "Tanh",
      real("tanh", Math::tanh).withBlock(FastMath::tanh),
      Keep.RESULT,
      (g, y) -> FormulaNode.one("TanhBackwardBackward0", in -> in[0].mul(tanhSlope(in[1])), g, y)),
  ERF("Erf", real("erf", ErrorFunction::erf), Keep.SELF, (g, x) -> bell(x, 1).mul(g)),
  ERFC("Erfc", real("erfc", ErrorFunction::erfc), Keep.SELF, (g, x) -> bell(x, -1).mul(g)),
  RECIPROCAL(
      "Reciprocal",
      new UnaryFunction("reciprocal", x -> 1 / x, x -> 1 / x),
      Keep.RESULT,
      (g, y) -> g.neg().mul(y.mul(y))),
  ABS(
      "Abs",
      new UnaryFunction("abs", x -> Math.abs(x), Math::abs, Math::abs),
      Keep.SELF,
      (g, x) -> g.mul(apply("SGN", x))),
  SIGN(
      "Sign",
      new UnaryFunction(
          "sign", x -> x > 0 ? 1 : x < 0 ? -1 : 0, x -> x > 0 ? 1 : x < 0 ? -1 : 0, Long::signum),
      Keep.NOTHING,
      (g, _) -> Calculation.flat(g)),
  /// The same under the name that derivatives of absolute values have.
  SGN("Sgn", SIGN.function, Keep.NOTHING, (g, _) -> Calculation.flat(g)),
  FLOOR("Floor", rounding("floor", Math::floor), Keep.NOTHING, (g, _) -> Calculation.flat(g)),
  CEIL("Ceil", rounding("ceil", Math::ceil), Keep.NOTHING, (g, _) -> Calculation.flat(g)),
  TRUNC("Trunc", rounding("trunc", Elementary::trunc), Keep.NOTHING, (g, _) -> Calculation.flat(g)),
  /// To the nearest, ties to even.
  ROUND("Round", rounding("round", Math::rint), Keep.NOTHING, (g, _) -> Calculation.flat(g)),
  FRAC("Frac", real("frac", x -> x - trunc(x)), Keep.NOTHING, (g, _) -> g);

  private static final double LN_2 = Math.log(2);

  /// What the formula reads besides the gradient.
  private enum Keep {
    NOTHING,
    SELF,
    RESULT
  }

  private final String nodeName;
  private final UnaryFunction function;
  private final Keep keep;
  private final BinaryOperator<Tensor> formula;

  Elementary(String name, UnaryFunction function, Keep keep, BinaryOperator<Tensor> formula) {
    this.nodeName = name + "Backward0";
    this.function = function;
    this.keep = keep;
    this.formula = formula;
  }

  private static UnaryFunction real(String name, UnaryFunction.DoubleUnary f) {
    return new UnaryFunction(name, x -> (float) f.at(x), f);
  }

  private static UnaryFunction rounding(String name, UnaryFunction.DoubleUnary f) {
    return new UnaryFunction(name, x -> (float) f.at(x), f, x -> x);
  }

  /// By name, because a constant cannot mention a later one.
  private static Tensor apply(String row, Tensor x) {
    return Operations.apply(valueOf(row), x);
  }

  private static double log2(double x) {
    return Math.log(x) / LN_2;
  }

  static double trunc(double x) {
    return x < 0 ? Math.ceil(x) : Math.floor(x);
  }

  /// `1 − y²`.
  private static Tensor tanhSlope(Tensor y) {
    return y.pow(2).neg().add(1);
  }

  /// `1/√(1 − x²)`.
  private static Tensor arcSlope(Tensor x) {
    return x.neg().mul(x).add(1).rsqrt();
  }

  /// `± 2/√π · e^(−x²)`.
  private static Tensor bell(Tensor x, int sign) {
    return x.pow(2).neg().exp().mul(sign * 2 / Math.sqrt(Math.PI));
  }

  UnaryFunction function() {
    return function;
  }

  @Override
  public String nodeName() {
    return nodeName;
  }

  @Override
  public DType resultType(DType promoted) {
    if (promoted.isFloatingPoint()) return promoted;
    if (this == FRAC) {
      throw KernelTypes.refused("frac_cpu", promoted);
    }
    switch (this) {
      case ABS -> KernelTypes.requireNumber("abs_cpu", promoted);
      case FLOOR, CEIL, TRUNC, ROUND ->
          KernelTypes.requireNumber(name().toLowerCase(Locale.ROOT) + "_vml_cpu", promoted);
      default -> {}
    }
    return function.whole() != null ? promoted : DType.FLOAT32;
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.map(function, Pointwise.converted(kernels, in[0], out[0].dtype()), out[0]);
  }

  @Override
  public void save(Saver saver) {
    if (this == SGN) {
      // PyTorch needs both for complex numbers alone.
      saver.output("result", 0);
      saver.input("self", 0);
    }
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
