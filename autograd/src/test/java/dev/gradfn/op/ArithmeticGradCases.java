package dev.gradfn.op;

import static dev.gradfn.op.GradCheckTest.awayFromZero;
import static dev.gradfn.op.GradCheckTest.constant;
import static dev.gradfn.op.GradCheckTest.distinct;
import static dev.gradfn.op.GradCheckTest.filled;
import static dev.gradfn.op.GradCheckTest.in;
import static dev.gradfn.op.GradCheckTest.positive;
import static dev.gradfn.op.GradCheckTest.random;
import static dev.gradfn.op.GradCheckTest.rowOf;
import static dev.gradfn.op.GradCheckTest.transposed;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.op.GradCheckTest.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Cases of [GradCheckTest] for the rows of [Calculation].
final class ArithmeticGradCases {
  private ArithmeticGradCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    functions(cases);
    pairs(cases);
    powers(cases);
    bounds(cases);
    combinations(cases);
    withoutDerivative(cases);
    return cases;
  }

  private static void functions(List<Case> cases) {
    cases.add(new Case(new ComparisonInPlace(Comparison.LT, false), "pair", random(2), random(2)));
    for (Elementary op : Elementary.values()) {
      cases.add(new Case(op, "dense", fractions(2, 3)));
      cases.add(new Case(op, "transposed", transposed(fractions(3, 2))));
      cases.add(new Case(op, "0-dimensional", fractions()));
      cases.add(new Case(op, "empty", fractions(0, 3)));
    }
    for (Elementary op : List.of(Elementary.ABS, Elementary.SIGN, Elementary.ERF, Elementary.TAN)) {
      cases.add(new Case(op, "both signs", awayFromZero(2, 3)));
    }
    cases.add(new Case(new RoundDecimals(1), "behind", offGrid(2, 3)));
    cases.add(new Case(new RoundDecimals(-1), "before", fractions(2, 3)));
    cases.add(new Case(new NanToNum(null, null, null), "finite", random(2, 3)));
  }

  private static void pairs(List<Case> cases) {
    for (ElementaryPair op :
        List.of(ElementaryPair.ATAN2, ElementaryPair.HYPOT, ElementaryPair.LOGADDEXP)) {
      GradCheckTest.broadcasts(cases, op);
    }
    for (ElementaryPair op :
        List.of(
            ElementaryPair.MAXIMUM,
            ElementaryPair.MINIMUM,
            ElementaryPair.CLAMP_MIN,
            ElementaryPair.CLAMP_MAX)) {
      cases.add(new Case(op, "broadcast", distinct(3, 4), filled(new long[] {4}, i -> 3.05 + i)));
    }
    for (ElementaryPair op : List.of(ElementaryPair.REMAINDER, ElementaryPair.FMOD)) {
      cases.add(new Case(op, "both signs", offGrid(2, 3), awayFromZero(2, 3)));
    }
    for (ElementaryPair op : List.of(ElementaryPair.REMAINDER_SCALAR, ElementaryPair.FMOD_SCALAR)) {
      cases.add(new Case(op, "a number", fractions(2, 3), Tensor.number(2.5)));
    }
    cases.add(new Case(ElementaryPair.XLOGY, "row", random(2, 3), positive(3)));
    cases.add(new Case(ElementaryPair.COPYSIGN, "both", awayFromZero(2, 3), awayFromZero(3)));
    cases.add(
        new Case(ElementaryPair.COPYSIGN_SCALAR, "a number", awayFromZero(5), Tensor.number(-1)));
    Tensor mask = constant(filled(new long[] {3}, i -> i % 2.0));
    cases.add(new Case(ElementaryPair.KEEP_WHERE, "row", random(2, 3), mask));
    cases.add(new Case(ElementaryPair.ZERO_WHERE, "row", mask, random(2, 3)));
    for (DivMode mode : DivMode.values()) {
      cases.add(new Case(mode, "both signs", offGrid(2, 3), constant(positive(2, 3))));
    }
  }

  private static void powers(List<Case> cases) {
    GradCheckTest.broadcasts(cases, new Rsub(1, false));
    cases.add(new Case(new Rsub(-2.5, false), "scaled", random(2, 3), random(3)));
    cases.add(new Case(new Rsub(2, true), "a number", random(2, 3), Tensor.number(3)));
    cases.add(new Case(PowTensor.POW, "broadcast", positive(2, 3), random(3)));
    cases.add(new Case(new PowScalar(2.5), "dense", random(2, 3)));
    cases.add(new Case(new PowScalar(0), "of zero", positive(2, 3)));
  }

  private static void bounds(List<Case> cases) {
    cases.add(new Case(new Clamp(Clamp.Row.CLAMP, -0.05, 0.05), "both", awayFromZero(2, 3)));
    cases.add(new Case(new Clamp(Clamp.Row.CLAMP_MIN, 0, null), "below", awayFromZero(2, 3)));
    cases.add(new Case(new Clamp(Clamp.Row.CLAMP_MAX, null, 0), "above", awayFromZero(2, 3)));
    Tensor low = filled(new long[] {4}, i -> 2.05 + i);
    Tensor high = filled(new long[] {4}, i -> 6.12 - i);
    cases.add(new Case(ClampTensor.CLAMP, "both, crossing", distinct(3, 4), low, high));
    cases.add(new Case(ClampTensor.CLAMP, "below", distinct(3, 4), low, null));
    cases.add(new Case(ClampTensor.CLAMP, "above", distinct(3, 4), null, high));
  }

  private static void combinations(List<Case> cases) {
    for (boolean divides : new boolean[] {false, true}) {
      for (Number value : List.of(1, -0.5)) {
        AddProduct op = new AddProduct(divides, value);
        String what = "value " + value + (divides ? ", division" : "");
        cases.add(new Case(op, what, random(2, 3), random(3), positive(2, 1)));
      }
    }
    cases.add(new Case(new Lerp(0.3), "a number", random(2, 3), random(3)));
    cases.add(new Case(new Lerp(null), "a tensor", random(2, 3), random(3), random(2, 1)));
  }

  /// What is never differentiable is checked beside something that is: it must not disturb.
  private static void withoutDerivative(List<Case> cases) {
    List<Op> rows = new ArrayList<>(List.of(Comparison.values()));
    rows.add(new NotDifferentiable(NotDifferentiable.Kind.FLOOR_DIVIDE, false, 1));
    for (Op op : rows) beside(cases, op, positive(2, 3), positive(3));
    for (Op op : Predicate.values()) beside(cases, op, positive(2, 3));
    for (Op op : Bitwise.values()) {
      Tensor bits = Tensor.of(new long[] {5, 6, 7}, 3);
      if (op == Bitwise.NOT) beside(cases, op, bits);
      else beside(cases, op, bits, bits);
    }
  }

  private static void beside(List<Case> cases, Op op, Tensor... inputs) {
    Function<Tensor[], Tensor[]> f =
        in -> {
          Operations.applyAll(op, inputs);
          return in(in[0].mul(2));
        };
    cases.add(new Case(rowOf(op), "beside a product", f, in(random(2, 3)), true));
  }

  /// Between 0.1 and 0.4, or between 0.6 and 0.9: away from the steps of rounding.
  private static Tensor fractions(long... shape) {
    return filled(shape, i -> (i % 2 == 0 ? 0.1 : 0.6) + 0.3 * (i * 37 % 101) / 101);
  }

  /// Away from the tenths and the middles between them.
  private static Tensor offGrid(long... shape) {
    return filled(shape, i -> (i % 2 == 0 ? 1 : -1) * (0.12 + 0.1 * (i * 37 % 23)));
  }
}
