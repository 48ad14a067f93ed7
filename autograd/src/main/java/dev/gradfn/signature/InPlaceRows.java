package dev.gradfn.signature;

import static dev.gradfn.signature.OperationTable.row;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Subscript;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.op.Add;
import dev.gradfn.op.Binary;
import dev.gradfn.op.DivMode;
import dev.gradfn.op.Elementary;
import dev.gradfn.op.Op;
import dev.gradfn.op.Pow;
import dev.gradfn.op.Sub;
import dev.gradfn.op.Unary;
import java.util.List;

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
    unary("exp_", Unary.EXP);
    unary("neg_", Unary.NEG);
    unary("relu_", Unary.RELU);
    unary("sigmoid_", Unary.SIGMOID);
    unary("rsqrt_", Unary.RSQRT);
    unary("sqrt_", Unary.SQRT);
    unary("abs_", Elementary.ABS);
    unary("cos_", Elementary.COS);
    unary("erf_", Elementary.ERF);
    unary("floor_", Elementary.FLOOR);
    unary("log_", Elementary.LOG);
    unary("reciprocal_", Elementary.RECIPROCAL);
    unary("round_", Elementary.ROUND);
    unary("sin_", Elementary.SIN);
    unary("tanh_", Elementary.TANH);
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

  private static Op quotient(Arguments a) {
    if (a.isNone("rounding_mode")) return Binary.DIV;
    return a.text("rounding_mode").equals("floor") ? DivMode.FLOOR : DivMode.TRUNC;
  }

  private static void unary(String name, Op op) {
    row(name + "(input)", a -> Operations.applyInPlace(op, a.tensor("input")));
  }
}
