package dev.gradfn.signature;

import static dev.gradfn.signature.OperationTable.row;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.op.ArgExtreme;
import dev.gradfn.op.CountNonzero;
import dev.gradfn.op.Cumprod;
import dev.gradfn.op.Cumsum;
import dev.gradfn.op.Extreme;
import dev.gradfn.op.LogSumExp;
import dev.gradfn.op.Mean;
import dev.gradfn.op.Op;
import dev.gradfn.op.PickMany;
import dev.gradfn.op.PickOne;
import dev.gradfn.op.Prod;
import dev.gradfn.op.Variance;
import dev.gradfn.op.VectorNorm;
import java.util.List;
import java.util.Map;

/// Reductions, and operations along one dimension.
final class ReductionRows {
  private ReductionRows() {}

  static void register() {
    row("sum(input, dim=None, keepdim=False, *, dtype=None)", ReductionRows::sum);
    row(
        "mean(input, dim=None, keepdim=False, *, dtype=None)",
        a -> one(new Mean(dimsOrNull(a), a.bool("keepdim"), dtypeOrNull(a)), a));
    variance("var", Variance.Kind.VAR);
    variance("std", Variance.Kind.STD);
    variance("var_mean", Variance.Kind.VAR_MEAN);
    variance("std_mean", Variance.Kind.STD_MEAN);
    extreme("max", Extreme.Kind.MAX, PickOne.Kind.MAX);
    extreme("min", Extreme.Kind.MIN, PickOne.Kind.MIN);
    extreme("median", Extreme.Kind.MEDIAN, PickOne.Kind.MEDIAN);
    several("amax", Extreme.Kind.AMAX);
    several("amin", Extreme.Kind.AMIN);
    position("argmax", true);
    position("argmin", false);
    count("any", CountNonzero.Kind.ANY);
    count("all", CountNonzero.Kind.ALL);
    count("count_nonzero", CountNonzero.Kind.COUNT);
    row(
        "kthvalue(input, k, dim=-1, keepdim=False)",
        a -> all(new PickOne(PickOne.Kind.KTH, a.integer("k"), dim(a), a.bool("keepdim")), a));
    row(
        "topk(input, k, dim=-1, largest=True, sorted=True)",
        a -> all(new PickMany(PickMany.Kind.TOPK, a.integer("k"), dim(a), a.bool("largest")), a));
    row("sort(input, dim=-1, descending=False, stable=None)", ReductionRows::sort);
    row("argsort(input, dim=-1, descending=False, stable=None)", a -> sort(a).get(1));
    row("cummax(input, dim)", a -> all(new PickMany(PickMany.Kind.CUMMAX, 0, dim(a), true), a));
    row("cummin(input, dim)", a -> all(new PickMany(PickMany.Kind.CUMMIN, 0, dim(a), false), a));
    row(
        "prod(input, dim=None, keepdim=False, *, dtype=None)",
        a -> {
          Integer dim = a.isNone("dim") ? null : dim(a);
          return one(new Prod(dim, a.bool("keepdim"), dtypeOrNull(a)), a);
        });
    row("cumprod(input, dim, *, dtype=None)", a -> one(new Cumprod(dim(a), dtypeOrNull(a)), a));
    row(
        "logsumexp(input, dim, keepdim=False)",
        a -> one(new LogSumExp(a.dims("dim"), a.bool("keepdim")), a));
    row(
        "linalg.vector_norm(input, ord=2, dim=None, keepdim=False, *, dtype=None)",
        a -> norm(a, "ord"));
    row("norm(input, p='fro', dim=None, keepdim=False, *, dtype=None)", a -> norm(a, "p"));
    row(
        "cumsum(input, dim, *, dtype=None)",
        a -> one(new Cumsum(dim(a), dtypeOrNull(a), false), a));
  }

  private static Tensor one(Op op, Arguments a) {
    return Operations.apply(op, a.tensor("input"));
  }

  private static List<Tensor> all(Op op, Arguments a) {
    return List.of(Operations.applyAll(op, a.tensor("input")));
  }

  private static int dim(Arguments a) {
    return a.integer("dim");
  }

  private static Dims dimsOrNull(Arguments a) {
    return a.isNone("dim") ? null : a.dims("dim");
  }

  private static DType dtypeOrNull(Arguments a) {
    return a.isNone("dtype") ? null : a.dtype("dtype");
  }

  private static Tensor norm(Arguments a, String order) {
    Number ord = "fro".equals(a.get(order)) ? (Number) 2L : a.number(order);
    return one(new VectorNorm(ord, dimsOrNull(a), a.bool("keepdim"), dtypeOrNull(a)), a);
  }

  private static Tensor sum(Arguments a) {
    Tensor x = a.tensor("input");
    if (!a.isNone("dtype")) x = x.to(a.dtype("dtype"));
    Tensor sum = a.isNone("dim") ? x.sum() : x.sum(a.dims("dim"), a.bool("keepdim"));
    return dtypeOrNull(a) == DType.BOOL ? sum.to(DType.BOOL) : sum;
  }

  /// `dim` and `correction` may be None, which is something else than not given.
  private static void variance(String name, Variance.Kind kind) {
    row(
        name + "(input, dim='not given', unbiased=None, keepdim=False, *, correction='not given')",
        a -> {
          boolean flagFirst = a.get("dim") instanceof Boolean;
          boolean noDims = flagFirst || a.get("dim") instanceof String;
          Dims dim = noDims ? null : dimsOrNull(a);
          Variance op = new Variance(kind, dim, correction(a, flagFirst), a.bool("keepdim"));
          return kind.hasMean() ? all(op, a) : one(op, a);
        });
  }

  private static Number correction(Arguments a, boolean flagFirst) {
    if (flagFirst) return a.bool("dim") ? 1L : 0L;
    if (!a.isNone("unbiased")) return a.bool("unbiased") ? 1L : 0L;
    if (!(a.get("correction") instanceof String)) {
      return a.isNone("correction") ? null : a.number("correction");
    }
    return a.get("dim") instanceof String ? null : 1L;
  }

  private static void extreme(String name, Extreme.Kind whole, PickOne.Kind along) {
    row(
        name + "(input, dim=None, keepdim=False, *, other=None)",
        a -> {
          if (a.get("other") instanceof Tensor other) {
            return pairwise(name, a.tensor("input"), other);
          }
          if (a.get("dim") instanceof Tensor other) return pairwise(name, a.tensor("input"), other);
          if (a.isNone("dim")) return one(new Extreme(whole, null, false), a);
          return all(new PickOne(along, 0, dim(a), a.bool("keepdim")), a);
        });
  }

  /// `max(input, other)` is `maximum`.
  private static Object pairwise(String name, Tensor input, Tensor other) {
    Operation operation = OperationTable.find(name + "imum");
    return operation.body().run(operation.signature().bind(List.of(input, other), Map.of()));
  }

  private static void several(String name, Extreme.Kind kind) {
    row(
        name + "(input, dim=None, keepdim=False)",
        a -> {
          Dims dim = a.isNone("dim") ? Dims.of() : a.dims("dim");
          return one(new Extreme(kind, dim, a.bool("keepdim")), a);
        });
  }

  private static void position(String name, boolean largest) {
    row(
        name + "(input, dim=None, keepdim=False)",
        a -> {
          Integer dim = a.isNone("dim") ? null : dim(a);
          return one(new ArgExtreme(largest, dim, a.bool("keepdim")), a);
        });
  }

  private static void count(String name, CountNonzero.Kind kind) {
    row(
        name + "(input, dim=None, keepdim=False)",
        a -> one(new CountNonzero(kind, dimsOrNull(a), a.bool("keepdim")), a));
  }

  private static List<Tensor> sort(Arguments a) {
    PickMany.Kind kind = a.isNone("stable") ? PickMany.Kind.SORT : PickMany.Kind.SORT_STABLE;
    return all(new PickMany(kind, 0, dim(a), a.bool("descending")), a);
  }
}
