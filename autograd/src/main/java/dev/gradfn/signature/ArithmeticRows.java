package dev.gradfn.signature;

import static dev.gradfn.signature.OperationTable.row;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.op.Elementary;
import dev.gradfn.op.ElementaryPair;

/// The math library, rounding, bounds, and Python's operators.
final class ArithmeticRows {
  private ArithmeticRows() {}

  static void register() {
    functions();
    pairs();
    rounding();
    bounds();
    combinations();
  }

  private static void functions() {
    row("exp2(input)", a -> a.tensor("input").exp2());
    row("expm1(input)", a -> a.tensor("input").expm1());
    row("log(input)", a -> a.tensor("input").log());
    row("log2(input)", a -> a.tensor("input").log2());
    row("log10(input)", a -> a.tensor("input").log10());
    row("log1p(input)", a -> a.tensor("input").log1p());
    row("sin(input)", a -> a.tensor("input").sin());
    row("cos(input)", a -> a.tensor("input").cos());
    row("tan(input)", a -> a.tensor("input").tan());
    row("asin(input)", a -> a.tensor("input").asin());
    row("acos(input)", a -> a.tensor("input").acos());
    row("atan(input)", a -> a.tensor("input").atan());
    row("sinh(input)", a -> a.tensor("input").sinh());
    row("cosh(input)", a -> a.tensor("input").cosh());
    row("tanh(input)", a -> a.tensor("input").tanh());
    row("erf(input)", a -> a.tensor("input").erf());
    row("erfc(input)", a -> a.tensor("input").erfc());
    row("reciprocal(input)", a -> a.tensor("input").reciprocal());
    row("abs(input)", a -> a.tensor("input").abs());
    row("sign(input)", a -> a.tensor("input").sign());
    row("sgn(input)", a -> Operations.apply(Elementary.SGN, a.tensor("input")));
    row("floor(input)", a -> a.tensor("input").floor());
    row("ceil(input)", a -> a.tensor("input").ceil());
    row("trunc(input)", a -> a.tensor("input").trunc());
    row("frac(input)", a -> a.tensor("input").frac());
    row("square(input)", a -> a.tensor("input").square());
    row("__abs__(input)", a -> a.tensor("input").abs());
    row("__neg__(input)", a -> a.tensor("input").neg());
  }

  private static void pairs() {
    row("maximum(input, other)", a -> a.tensor("input").maximum(a.tensorOrNumber("other")));
    row("minimum(input, other)", a -> a.tensor("input").minimum(a.tensorOrNumber("other")));
    row("atan2(input, other)", a -> a.tensor("input").atan2(a.tensorOrNumber("other")));
    row("hypot(input, other)", a -> a.tensor("input").hypot(a.tensorOrNumber("other")));
    row("logaddexp(input, other)", a -> a.tensor("input").logaddexp(a.tensorOrNumber("other")));
    row(
        "xlogy(input, other)",
        a -> Operations.apply(ElementaryPair.XLOGY, a.tensor("input"), a.tensor("other")));
    row("copysign(input, other)", a -> a.tensor("input").copysign(a.tensorOrNumber("other")));
    row("fmod(input, other)", a -> a.tensor("input").fmod(a.tensorOrNumber("other")));
    row("true_divide(input, other)", a -> a.tensor("input").div(a.tensorOrNumber("other")));
    row("__truediv__(input, other)", a -> a.tensor("input").div(a.tensorOrNumber("other")));
    row("__add__(input, other)", a -> a.tensor("input").add(a.tensorOrNumber("other")));
    row("__radd__(input, other)", a -> a.tensor("input").add(a.tensorOrNumber("other")));
    row("__sub__(input, other)", a -> a.tensor("input").sub(a.tensorOrNumber("other")));
    row("__mul__(input, other)", a -> a.tensor("input").mul(a.tensorOrNumber("other")));
    row("__rmul__(input, other)", a -> a.tensor("input").mul(a.tensorOrNumber("other")));
    row(
        "__floordiv__(input, other)",
        a -> a.tensor("input").floorDivide(a.tensorOrNumber("other")));
    row("__mod__(input, other)", a -> a.tensor("input").remainder(a.tensorOrNumber("other")));
    row(
        "floor_divide(input, other)",
        a -> a.tensorOrNumber("input").floorDivide(a.tensorOrNumber("other")));
    row(
        "remainder(input, other)",
        a -> a.tensorOrNumber("input").remainder(a.tensorOrNumber("other")));
    row("__rmod__(input, other)", a -> a.tensorOrNumber("other").remainder(a.tensor("input")));
    row(
        "__rfloordiv__(input, other)",
        a -> a.tensorOrNumber("other").floorDivide(a.tensor("input")));
    row(
        "__rtruediv__(input, other)",
        a -> a.tensor("input").reciprocal().mul(a.tensorOrNumber("other")));
    row("__rsub__(input, other)", a -> a.tensor("input").rsub(a.tensorOrNumber("other"), 1));
    row("__pow__(input, other)", a -> pow(a, "input", "other"));
    row("__rpow__(input, other)", a -> pow(a, "other", "input"));
    row(
        "rsub(input, other, *, alpha=1)",
        a -> a.tensor("input").rsub(a.tensorOrNumber("other"), a.number("alpha")));
    row(
        "div(input, other, *, rounding_mode=None)",
        a -> a.tensor("input").div(a.tensorOrNumber("other"), textOrNull(a, "rounding_mode")));
    row("pow(input, exponent)", a -> pow(a, "input", "exponent"));
  }

  private static void rounding() {
    row(
        "round(input, *, decimals=None)",
        a ->
            a.isNone("decimals")
                ? a.tensor("input").round()
                : a.tensor("input").round(a.integer("decimals")));
    row(
        "nan_to_num(input, nan=None, posinf=None, neginf=None)",
        a ->
            a.tensor("input")
                .nanToNum(
                    doubleOrNull(a, "nan"), doubleOrNull(a, "posinf"), doubleOrNull(a, "neginf")));
  }

  private static void bounds() {
    row("clamp(input, min=None, max=None)", ArithmeticRows::clamp);
    row(
        "clamp_min(input, min)",
        a ->
            a.get("min") instanceof Tensor min
                ? a.tensor("input").clampMin(min)
                : a.tensor("input").clampMin(a.number("min")));
    row(
        "clamp_max(input, max)",
        a ->
            a.get("max") instanceof Tensor max
                ? a.tensor("input").clampMax(max)
                : a.tensor("input").clampMax(a.number("max")));
  }

  private static void combinations() {
    row(
        "addcmul(input, tensor1, tensor2, *, value=1)",
        a ->
            a.tensor("input").addcmul(a.tensor("tensor1"), a.tensor("tensor2"), a.number("value")));
    row(
        "addcdiv(input, tensor1, tensor2, *, value=1)",
        a ->
            a.tensor("input").addcdiv(a.tensor("tensor1"), a.tensor("tensor2"), a.number("value")));
    row(
        "lerp(input, end, weight)",
        a ->
            a.get("weight") instanceof Tensor weight
                ? a.tensor("input").lerp(a.tensor("end"), weight)
                : a.tensor("input").lerp(a.tensor("end"), a.number("weight")));
  }

  private static Tensor pow(Arguments a, String base, String exponent) {
    if (!(a.get(base) instanceof Tensor self)) return a.tensor(exponent).rpow(a.number(base));
    return a.get(exponent) instanceof Tensor power ? self.pow(power) : self.pow(a.number(exponent));
  }

  private static Tensor clamp(Arguments a) {
    Tensor self = a.tensor("input");
    if (a.get("min") instanceof Tensor || a.get("max") instanceof Tensor) {
      return self.clamp(a.tensorOrNull("min"), a.tensorOrNull("max"));
    }
    return self.clamp(a.numberOrNull("min"), a.numberOrNull("max"));
  }

  private static Double doubleOrNull(Arguments a, String name) {
    return a.isNone(name) ? null : (Double) a.number(name).doubleValue();
  }

  private static String textOrNull(Arguments a, String name) {
    return a.isNone(name) ? null : a.text(name);
  }
}
