package dev.gradfn.op;

import static dev.gradfn.op.GradCheckTest.awayFromZero;
import static dev.gradfn.op.GradCheckTest.distinct;
import static dev.gradfn.op.GradCheckTest.positive;
import static dev.gradfn.op.GradCheckTest.random;
import static dev.gradfn.op.GradCheckTest.rowOf;
import static dev.gradfn.op.GradCheckTest.transposed;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.op.GradCheckTest.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Cases of reductions and of operations along one dimension.
final class ReductionGradCases {
  private ReductionGradCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    sums(cases);
    picks(cases);
    products(cases);
    norms(cases);
    flat(cases);
    return cases;
  }

  private static void sums(List<Case> cases) {
    cases.add(new Case(new Mean(null, false, null), "all", random(2, 3)));
    cases.add(new Case(new Mean(Dims.of(-1, 0), true, null), "two", random(2, 3, 2)));
    for (Variance.Kind kind : Variance.Kind.values()) {
      cases.add(new Case(new Variance(kind, null, null, false), kind + " of all", random(2, 3)));
      Variance rows = new Variance(kind, Dims.of(1), 0, true);
      cases.add(new Case(rows, kind + " of rows", transposed(random(3, 2))));
    }
    cases.add(new Case(new Cumsum(1, null, false), "forwards", random(2, 3)));
    cases.add(new Case(new Cumsum(0, null, true), "backwards", transposed(random(2, 3))));
    cases.add(new Case(new LogSumExp(Dims.of(0, 2), false), "two", random(2, 3, 2)));
  }

  private static void picks(List<Case> cases) {
    for (PickOne.Kind kind : PickOne.Kind.values()) {
      cases.add(first(new PickOne(kind, 2, 1, false), kind + "", distinct(2, 3)));
      cases.add(first(new PickOne(kind, 2, 0, true), kind + " kept", distinct(3, 2)));
    }
    for (PickMany.Kind kind : PickMany.Kind.values()) {
      cases.add(first(new PickMany(kind, 2, 1, true), kind + "", distinct(2, 3)));
    }
    for (Extreme.Kind kind : Extreme.Kind.values()) {
      cases.add(new Case(new Extreme(kind, null, false), kind + " of all", distinct(2, 3)));
    }
    cases.add(new Case(new Extreme(Extreme.Kind.AMAX, Dims.of(1), true), "rows", distinct(2, 3)));
  }

  /// Without the indices, which have no gradient.
  private static Case first(Op op, String what, Tensor x) {
    return of(op, what, in -> Operations.apply(op, in[0]), x);
  }

  private static void products(List<Case> cases) {
    cases.add(new Case(new Prod(null, false, null), "all", awayFromZero(2, 3)));
    cases.add(new Case(new Prod(1, true, null), "rows", awayFromZero(2, 3)));
    cases.add(new Case(new Cumprod(0, null), "columns", awayFromZero(3, 2)));
    Tensor zero = Tensor.of(new double[] {1.5, 0, -2, 0.5}, 4).requiresGrad_();
    cases.add(new Case(new Prod(0, false, null), "with a zero", zero));
    cases.add(new Case(new Cumprod(0, null), "with a zero", zero));
  }

  private static void norms(List<Case> cases) {
    double infinity = Double.POSITIVE_INFINITY;
    for (Number ord : List.of(0, 0.5, 1, 1.5, 2, 3, -0.5, infinity, -infinity)) {
      VectorNorm op = new VectorNorm(ord, Dims.of(1), false, null);
      cases.add(new Case(op, "order " + ord, positive(2, 3)));
      NormAlong old = new NormAlong(ord, Dims.of(1), false);
      cases.add(new Case(old, "order " + ord, positive(2, 3)));
    }
    cases.add(new Case(Masking.UNLESS_ZERO, "dense", random(2, 3), awayFromZero(2, 3)));
  }

  /// Rows that are constant almost everywhere, as factors.
  private static void flat(List<Case> cases) {
    Op argmax = new ArgExtreme(true, 1, true);
    Op count = new CountNonzero(CountNonzero.Kind.COUNT, Dims.of(1), true);
    for (Op op : List.of(argmax, count)) {
      cases.add(of(op, "as a factor", in -> factor(op, in[0]), positive(2, 3)));
    }
    for (Masking op : List.of(Masking.EQUAL, Masking.SAME)) {
      cases.add(of(op, "as a factor", in -> factor(op, in[0], in[0]), distinct(2, 3)));
    }
  }

  private static Tensor factor(Op op, Tensor... x) {
    return x[0].mul(Operations.apply(op, x).to(DType.FLOAT64));
  }

  private static Case of(Op op, String what, Function<Tensor[], Tensor> f, Tensor x) {
    return new Case(rowOf(op), what, in -> new Tensor[] {f.apply(in)}, new Tensor[] {x}, true);
  }
}
