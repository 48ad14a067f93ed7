package dev.gradfn.signature;

import static dev.gradfn.signature.OperationTable.row;

import dev.gradfn.autograd.Arithmetic;
import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Subscript;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.op.Add;
import dev.gradfn.op.Binary;
import dev.gradfn.op.Clamp;
import dev.gradfn.op.ClampTensor;
import dev.gradfn.op.Comparison;
import dev.gradfn.op.ComparisonInPlace;
import dev.gradfn.op.DivMode;
import dev.gradfn.op.Elementary;
import dev.gradfn.op.ElementaryPair;
import dev.gradfn.op.Op;
import dev.gradfn.op.Pow;
import dev.gradfn.op.PowTensor;
import dev.gradfn.op.Predicate;
import dev.gradfn.op.RoundDecimals;
import dev.gradfn.op.Sub;
import dev.gradfn.op.Unary;
import java.util.List;
import java.util.Locale;

/// Operations that change their first argument.
final class InPlaceRows {
  private InPlaceRows() {}

  static void register() {
    row("mul_(input, other)", a -> a.tensor("input").mul_(a.tensorOrNumber("other")));
    row(
        "add_(input, other, *, alpha=1)",
        a ->
            Operations.applyInPlace(
                new Add(a.number("alpha")), a.tensor("input"), a.tensorOrNumber("other")));
    row(
        "sub_(input, other, *, alpha=1)",
        a ->
            Operations.applyInPlace(
                new Sub(a.number("alpha")), a.tensor("input"), a.tensorOrNumber("other")));
    for (Op op : Unary.values()) unary(op);
    for (Op op : Elementary.values()) if (op != Elementary.ROUND) unary(op);
    row(
        "round_(input, *, decimals=None)",
        a ->
            Operations.applyInPlace(
                a.isNone("decimals") ? Elementary.ROUND : new RoundDecimals(a.integer("decimals")),
                a.tensor("input")));
    pairs();
    comparisons();
    row("square_(input)", a -> Operations.applyInPlace(new Pow(2), a.tensor("input")));
    row(
        "div_(input, other, *, rounding_mode=None)",
        a -> Operations.applyInPlace(quotient(a), a.tensor("input"), a.tensorOrNumber("other")));
    row("fill_(input, value)", a -> IndexingRows.fill(a, true));
    row("zero_(input)", a -> a.tensor("input").zero_());
    row(
        "masked_fill_(input, mask, value)",
        a ->
            a.get("value") instanceof Tensor value
                ? a.tensor("input").maskedFill_(a.tensor("mask"), value)
                : a.tensor("input").maskedFill_(a.tensor("mask"), a.number("value")));
    row(
        "index_put_(input, indices, values, accumulate=False)",
        a ->
            Subscript.put_(
                a.tensor("input"),
                IndexingRows.items(a, "indices"),
                a.tensor("values"),
                a.bool("accumulate")));
    row(
        "__setitem__(input, index, value)",
        a -> {
          List<?> items = IndexingRows.items(a, "index");
          Subscript.set(a.tensor("input"), items, a.tensorOrNumber("value"));
          return a.tensor("input");
        });
    row("copy_(input, src)", a -> a.tensor("input").copy_(a.tensor("src")));
  }

  private static void comparisons() {
    for (Comparison question : Comparison.values()) {
      String name = question.name().toLowerCase(Locale.ROOT) + "_(input, other)";
      // PyTorch leaves the history as it was, though the numbers are others.
      if (name.startsWith("logical")) row(name, a -> answer(question, a, a.tensor("other")));
      else row(name, a -> compare(question, a));
    }
    row("logical_not_(input)", a -> answer(Predicate.LOGICAL_NOT, a));
  }

  private static Tensor compare(Comparison question, Arguments a) {
    boolean ofNumber = !(a.get("other") instanceof Tensor);
    ComparisonInPlace op = new ComparisonInPlace(question, ofNumber);
    return Operations.applyInPlace(op, a.tensor("input"), a.tensorOrNumber("other"));
  }

  private static Tensor answer(Op op, Arguments a, Tensor... others) {
    return Autograd.noGrad(() -> Operations.applyInPlace(op, a.tensor("input"), others));
  }

  private static Op quotient(Arguments a) {
    if (a.isNone("rounding_mode")) return Binary.DIV;
    return DivMode.of(a.text("rounding_mode"));
  }

  private static void unary(Op op) {
    String name = op.nodeName().replace("Backward0", "").toLowerCase(Locale.ROOT);
    row(name + "_(input)", a -> Operations.applyInPlace(op, a.tensor("input")));
  }

  private static void pairs() {
    pair("atan2_", ElementaryPair.ATAN2, ElementaryPair.ATAN2);
    pair("hypot_", ElementaryPair.HYPOT, ElementaryPair.HYPOT);
    pair("xlogy_", ElementaryPair.XLOGY, ElementaryPair.XLOGY);
    pair("copysign_", ElementaryPair.COPYSIGN, ElementaryPair.COPYSIGN_SCALAR);
    pair("fmod_", ElementaryPair.FMOD, ElementaryPair.FMOD_SCALAR);
    pair("remainder_", ElementaryPair.REMAINDER, ElementaryPair.REMAINDER_SCALAR);
    row(
        "pow_(input, exponent)",
        a ->
            a.get("exponent") instanceof Tensor exponent
                ? Operations.applyInPlace(PowTensor.POW, a.tensor("input"), exponent)
                : Operations.applyInPlace(new Pow(a.number("exponent")), a.tensor("input")));
    row("clamp_(input, min=None, max=None)", InPlaceRows::clamp);
    row(
        "clamp_min_(input, min)",
        a -> bounded(a, "min", Clamp.Row.CLAMP_MIN, ElementaryPair.CLAMP_MIN));
    row(
        "clamp_max_(input, max)",
        a -> bounded(a, "max", Clamp.Row.CLAMP_MAX, ElementaryPair.CLAMP_MAX));
  }

  private static void pair(String name, Op ofTensor, Op ofNumber) {
    row(
        name + "(input, other)",
        a ->
            Operations.applyInPlace(
                a.get("other") instanceof Tensor ? ofTensor : ofNumber,
                a.tensor("input"),
                a.tensorOrNumber("other")));
  }

  private static Tensor clamp(Arguments a) {
    Tensor self = a.tensor("input");
    boolean tensors = a.get("min") instanceof Tensor || a.get("max") instanceof Tensor;
    Arithmetic.requireBound(a.get("min"), a.get("max"));
    return tensors
        ? Operations.applyInPlace(
            ClampTensor.CLAMP, self, a.tensorOrNull("min"), a.tensorOrNull("max"))
        : Operations.applyInPlace(
            new Clamp(Clamp.Row.CLAMP, a.numberOrNull("min"), a.numberOrNull("max")), self);
  }

  private static Tensor bounded(Arguments a, String name, Clamp.Row row, Op ofTensor) {
    Tensor self = a.tensor("input");
    if (a.get(name) instanceof Tensor bound) return Operations.applyInPlace(ofTensor, self, bound);
    boolean min = row == Clamp.Row.CLAMP_MIN;
    Number bound = a.number(name);
    return Operations.applyInPlace(new Clamp(row, min ? bound : null, min ? null : bound), self);
  }
}
