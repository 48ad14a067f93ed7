package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.EnumSet;
import java.util.Set;

/// Functions of two numbers: remainders, extremes, angles. The overloads with a number as second
/// operand have an edge for the first alone.
public enum ElementaryPair implements Calculation {
  /// With the sign of the divisor, as in Python.
  REMAINDER("RemainderBackward1", Functions.REMAINDER, Formula.REMAINDER),
  REMAINDER_SCALAR("RemainderBackward0", Functions.REMAINDER, Formula.PASS),
  /// With the sign of the dividend, as in C.
  FMOD("FmodBackward1", Functions.FMOD, Formula.REMAINDER),
  FMOD_SCALAR("FmodBackward0", Functions.FMOD, Formula.PASS),
  MAXIMUM("MaximumBackward0", Functions.MAX, Formula.EXTREME),
  MINIMUM("MinimumBackward0", Functions.MIN, Formula.EXTREME),
  CLAMP_MIN("ClampMinBackward1", Functions.MAX, Formula.BOUND),
  CLAMP_MAX("ClampMaxBackward1", Functions.MIN, Formula.BOUND),
  ATAN2("Atan2Backward0", Functions.ATAN2, Formula.ATAN2),
  HYPOT("HypotBackward0", Functions.HYPOT, Formula.HYPOT),
  LOGADDEXP("LogaddexpBackward0", Functions.LOGADDEXP, Formula.LOGADDEXP),
  /// `x log(y)`, and 0 where `x` is, unless `y` is nan.
  XLOGY("XlogyBackward0", Functions.XLOGY, Formula.XLOGY),
  COPYSIGN("CopysignBackward0", Functions.COPYSIGN, Formula.COPYSIGN),
  COPYSIGN_SCALAR("CopysignBackward1", Functions.COPYSIGN, Formula.COPYSIGN),
  /// The first where the second is not 0, else 0.
  KEEP_WHERE("WhereBackward0", Functions.KEEP_WHERE, Formula.KEEP_WHERE),
  /// The second where the first is 0, else 0.
  ZERO_WHERE("WhereBackward0", Functions.ZERO_WHERE, Formula.ZERO_WHERE);

  /// Which derivative, and so which saved fields.
  private enum Formula {
    PASS,
    REMAINDER,
    EXTREME,
    BOUND,
    ATAN2,
    HYPOT,
    LOGADDEXP,
    XLOGY,
    COPYSIGN,
    KEEP_WHERE,
    ZERO_WHERE
  }

  private static final Set<ElementaryPair> OF_ONE_EDGE =
      EnumSet.of(REMAINDER_SCALAR, FMOD_SCALAR, COPYSIGN_SCALAR);

  private final String nodeName;
  private final BinaryFunction function;
  private final Formula formula;

  ElementaryPair(String nodeName, BinaryFunction function, Formula formula) {
    this.nodeName = nodeName;
    this.function = function;
    this.formula = formula;
  }

  @Override
  public String nodeName() {
    return nodeName;
  }

  @Override
  public int edgeCount(int inputs) {
    return OF_ONE_EDGE.contains(this) ? 1 : inputs;
  }

  @Override
  public DType resultType(DType promoted) {
    return promoted.isFloatingPoint() || function.whole() != null ? promoted : DType.FLOAT32;
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    DType dtype = out[0].dtype();
    NdArray x = Pointwise.converted(kernels, in[0], dtype);
    NdArray y = Pointwise.converted(kernels, in[1], dtype);
    Calculation.dividing(() -> kernels.zip(function, x, y, out[0]));
  }

  private String second() {
    return this == CLAMP_MIN ? "min" : this == CLAMP_MAX ? "max" : "other";
  }

  @Override
  public void save(Saver saver) {
    switch (formula) {
      case PASS -> {}
      case REMAINDER -> {
        saver.inputIf(saver.needs(1), "self", 0);
        saver.inputIf(saver.needs(1), "other", 1);
      }
      case EXTREME, BOUND, ATAN2, LOGADDEXP, XLOGY -> {
        saver.input("self", 0);
        saver.input(second(), 1);
      }
      case HYPOT -> {
        saver.inputIf(saver.needs(0), "self", 0);
        saver.inputIf(saver.needs(1), "other", 1);
        saver.output("result", 0);
      }
      case COPYSIGN -> {
        saver.inputIf(saver.needs(0), "self", 0);
        saver.output("result", 0);
      }
      case KEEP_WHERE -> saver.input("condition", 1);
      case ZERO_WHERE -> saver.input("condition", 0);
    }
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return switch (formula) {
      case PASS -> g;
      case REMAINDER -> input == 0 ? g : g.neg().mul(quotient(saved));
      case EXTREME -> extreme(input, g, saved);
      case BOUND -> bound(input, g, saved);
      case ATAN2 -> throw new AssertionError("both at once");
      case HYPOT -> g.mul(saved.tensor(input == 0 ? "self" : "other")).div(saved.tensor("result"));
      case LOGADDEXP -> logaddexp(input, g, saved);
      case XLOGY -> xlogy(input, g, saved);
      case COPYSIGN -> input == 1 ? Calculation.flat(g) : copysign(g, saved);
      case KEEP_WHERE -> Calculation.keep(g, saved.tensor("condition"));
      case ZERO_WHERE -> Calculation.unless(saved.tensor("condition"), g);
    };
  }

  private Tensor quotient(Saved saved) {
    DivMode mode = this == REMAINDER ? DivMode.FLOOR : DivMode.TRUNC;
    return Operations.apply(mode, saved.tensor("self"), saved.tensor("other"));
  }

  /// Equal elements share the gradient; a nan lets it pass to both.
  private Tensor extreme(int input, Tensor g, Saved saved) {
    Tensor self = saved.tensor("self");
    Tensor other = saved.tensor("other");
    boolean less = (this == MAXIMUM) == (input == 0);
    Tensor loses = less ? self.lt(other) : self.gt(other);
    Tensor shared = Operations.apply(Where.WHERE, g.div(2), g, self.eq(other));
    return Operations.apply(MaskedFill.NUMBER, shared, Tensor.number(0), loses);
  }

  /// The gradient goes to one of the two; on the bound to the clamped one.
  private Tensor bound(int input, Tensor g, Saved saved) {
    Tensor self = saved.tensor("self");
    Tensor bound = saved.tensor(second());
    boolean min = this == CLAMP_MIN;
    Tensor mask =
        input == 0
            ? (min ? self.ge(bound) : self.le(bound))
            : (min ? self.lt(bound) : self.gt(bound));
    return Calculation.keep(g, mask);
  }

  @Override
  public Tensor[] gradients(Tensor[] g, Saved saved) {
    return this == ATAN2 && g[0] != null
        ? atan2(g[0], saved)
        : Calculation.super.gradients(g, saved);
  }

  /// Both, of which the divisor is made once.
  private static Tensor[] atan2(Tensor g, Saved saved) {
    Tensor self = saved.tensor("self");
    Tensor other = saved.tensor("other");
    Tensor square = self.mul(self).add(other.mul(other));
    // At the origin there is no angle, and no gradient.
    Tensor inverse =
        Operations.apply(MaskedFill.NUMBER, square.reciprocal(), Tensor.number(0), square.eq(0));
    return new Tensor[] {
      saved.needs(0) ? g.mul(other).mul(inverse) : null,
      saved.needs(1) ? g.mul(self.neg()).mul(inverse) : null
    };
  }

  private static Tensor logaddexp(int input, Tensor g, Saved saved) {
    Tensor own = saved.tensor(input == 0 ? "self" : "other");
    Tensor rest = saved.tensor(input == 0 ? "other" : "self");
    return g.div(rest.sub(own).exp().add(1));
  }

  private static Tensor xlogy(int input, Tensor g, Saved saved) {
    Tensor self = saved.tensor("self");
    Tensor other = saved.tensor("other");
    if (input == 1) return g.mul(self).div(other);
    Tensor flat = self.eq(0).logicalAnd(other.le(0));
    Tensor logarithm = Operations.apply(XLOGY, g, other);
    return Operations.apply(MaskedFill.NUMBER, logarithm, Tensor.number(0), flat);
  }

  /// ±1, and 0 at 0.
  private static Tensor copysign(Tensor g, Saved saved) {
    Tensor self = saved.tensor("self");
    Tensor ratio = saved.tensor("result").div(self);
    return g.mul(Operations.apply(MaskedFill.NUMBER, ratio, Tensor.number(0), self.eq(0)));
  }

  /// Before the constants, which may not mention later fields of their own class.
  private static final class Functions {
    static final BinaryFunction REMAINDER =
        new BinaryFunction(
            "remainder",
            (x, y) -> (float) remainder(x, y),
            Functions::remainder,
            (x, y) -> Math.floorMod(x, y));
    static final BinaryFunction FMOD =
        new BinaryFunction("fmod", (x, y) -> x % y, (x, y) -> x % y, (x, y) -> x % y);
    static final BinaryFunction MAX =
        new BinaryFunction("maximum", Math::max, Math::max, Math::max);
    static final BinaryFunction MIN =
        new BinaryFunction("minimum", Math::min, Math::min, Math::min);
    static final BinaryFunction ATAN2 =
        new BinaryFunction("atan2", (x, y) -> (float) Math.atan2(x, y), Math::atan2);
    static final BinaryFunction HYPOT =
        new BinaryFunction("hypot", (x, y) -> (float) Math.hypot(x, y), Math::hypot);
    static final BinaryFunction LOGADDEXP =
        new BinaryFunction("logaddexp", (x, y) -> (float) logaddexp(x, y), Functions::logaddexp);
    static final BinaryFunction XLOGY =
        new BinaryFunction("xlogy", (x, y) -> (float) xlogy(x, y), Functions::xlogy);
    static final BinaryFunction COPYSIGN =
        new BinaryFunction("copysign", Math::copySign, Math::copySign);
    static final BinaryFunction KEEP_WHERE =
        new BinaryFunction("keep_where", (x, m) -> m != 0 ? x : 0, (x, m) -> m != 0 ? x : 0);
    static final BinaryFunction ZERO_WHERE =
        new BinaryFunction("zero_where", (m, x) -> m != 0 ? 0 : x, (m, x) -> m != 0 ? 0 : x);

    static double xlogy(double x, double y) {
      return x == 0 && y == y ? 0 : x * Math.log(y);
    }

    static double remainder(double x, double y) {
      double rest = x % y;
      return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest;
    }

    /// The larger is factored out, so that nothing overflows.
    static double logaddexp(double x, double y) {
      if (x == y && Double.isInfinite(x)) return x;
      return Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y)));
    }
  }

  static BinaryFunction max() {
    return Functions.MAX;
  }

  static BinaryFunction min() {
    return Functions.MIN;
  }
}
