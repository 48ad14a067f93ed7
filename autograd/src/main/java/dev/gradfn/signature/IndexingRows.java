package dev.gradfn.signature;

import static dev.gradfn.signature.OperationTable.row;

import dev.gradfn.autograd.Indexing;
import dev.gradfn.autograd.Subscript;
import dev.gradfn.autograd.Tensor;
import java.util.Collections;
import java.util.List;

/// Parts of a tensor, and what is written into them.
final class IndexingRows {
  private IndexingRows() {}

  static void register() {
    row("__getitem__(input, index)", a -> Subscript.get(a.tensor("input"), items(a, "index")));
    row(
        "narrow(input, dim, start, length)",
        a ->
            a.tensor("input")
                .narrow(a.integer("dim"), start(a.get("start")), a.integer("length")));
    row(
        "index_select(input, dim, index)",
        a -> a.tensor("input").indexSelect(a.integer("dim"), a.tensor("index")));
    row(
        "gather(input, dim, index, *, sparse_grad=False)",
        a -> a.tensor("input").gather(a.integer("dim"), a.tensor("index")));
    row("take(input, index)", a -> a.tensor("input").take(a.tensor("index")));
    row(
        "index_put(input, indices, values, accumulate=False)",
        a ->
            Subscript.put(
                a.tensor("input"),
                items(a, "indices"),
                a.tensor("values"),
                a.bool("accumulate")));
    masks();
    additions();
  }

  private static void masks() {
    row("masked_select(input, mask)", a -> a.tensor("input").maskedSelect(a.tensor("mask")));
    row(
        "masked_fill(input, mask, value)",
        a ->
            a.get("value") instanceof Tensor value
                ? a.tensor("input").maskedFill(a.tensor("mask"), value)
                : a.tensor("input").maskedFill(a.tensor("mask"), a.number("value")));
    row(
        "where(condition, input, other)",
        a ->
            Indexing.where(
                a.tensor("condition"), a.tensorOrNumber("input"), a.tensorOrNumber("other")));
  }

  private static void additions() {
    row(
        "scatter_add(input, dim, index, src)",
        a -> a.tensor("input").scatterAdd(a.integer("dim"), a.tensor("index"), a.tensor("src")));
    row(
        "index_add(input, dim, index, source, *, alpha=1)",
        a ->
            a.tensor("input")
                .indexAdd(
                    a.integer("dim"), a.tensor("index"), a.tensor("source"), a.number("alpha")));
  }

  private static long start(Object start) {
    return start instanceof Tensor tensor ? tensor.toLongArray()[0] : (Long) start;
  }

  /// One item, or a Python tuple of them.
  static List<?> items(Arguments a, String name) {
    Object index = a.get(name);
    return index instanceof List<?> list ? list : Collections.singletonList(index);
  }
}
