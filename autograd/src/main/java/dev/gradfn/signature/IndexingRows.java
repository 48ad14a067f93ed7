package dev.gradfn.signature;

import static dev.gradfn.signature.OperationTable.row;

import dev.gradfn.autograd.Indexing;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Subscript;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.op.Embedding;
import dev.gradfn.op.IndexAdd;
import dev.gradfn.op.IndexCopy;
import dev.gradfn.op.IndexFill;
import dev.gradfn.op.Op;
import dev.gradfn.op.Scatter;
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
            a.tensor("input").narrow(a.integer("dim"), start(a.get("start")), a.integer("length")));
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
                a.tensor("input"), items(a, "indices"), a.tensor("values"), a.bool("accumulate")));
    masks();
    writes(false);
    writes(true);
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
        "where(condition, input=None, other=None)",
        a ->
            a.isNone("input")
                ? Indexing.where(a.tensor("condition"))
                : Indexing.where(
                    a.tensor("condition"), a.tensorOrNumber("input"), a.tensorOrNumber("other")));
  }

  private static void additions() {
    row(
        "take_along_dim(input, indices, dim=None)",
        a ->
            a.isNone("dim")
                ? a.tensor("input")
                    .view(Dims.of(-1))
                    .gather(0, a.tensor("indices").view(Dims.of(-1)))
                : a.tensor("input").takeAlongDim(a.tensor("indices"), a.integer("dim")));
    row(
        "nn.functional.embedding(input, weight, padding_idx=None, max_norm=None, norm_type=2.0,"
            + " scale_grad_by_freq=False, sparse=False)",
        IndexingRows::embedding);
    row(EmbeddingBagRow.SIGNATURE, EmbeddingBagRow::run);
    row("nn.functional.one_hot(tensor, num_classes=-1)", IndexingRows::oneHot);
    row("fill(input, value)", a -> fill(a, false));
  }

  /// What is written at numbers along a dimension, into a copy or in place.
  private static void writes(boolean inPlace) {
    String end = inPlace ? "_" : "";
    row(
        "scatter" + end + "(input, dim, index, src=None, value=None, *, reduce=None)",
        a -> scatter(a, inPlace));
    row(
        "scatter_add" + end + "(input, dim, index, src)",
        a -> {
          Scatter op = new Scatter(a.integer("dim"), Scatter.Kind.ADD);
          return apply(a, inPlace, op, a.tensor("src"));
        });
    row(
        "index_add" + end + "(input, dim, index, source, *, alpha=1)",
        a -> {
          IndexAdd op = new IndexAdd(a.integer("dim"), a.number("alpha"));
          return apply(a, inPlace, op, a.tensor("source"));
        });
    row(
        "index_copy" + end + "(input, dim, index, source)",
        a -> apply(a, inPlace, new IndexCopy(a.integer("dim")), a.tensor("source")));
    row(
        "index_fill" + end + "(input, dim, index, value)",
        a -> {
          boolean number = !(a.get("value") instanceof Tensor);
          IndexFill.Kind kind = number ? IndexFill.Kind.NUMBER : IndexFill.Kind.TENSOR;
          IndexFill op = new IndexFill(a.integer("dim"), kind);
          return apply(a, inPlace, op, a.tensorOrNumber("value"));
        });
  }

  private static Tensor apply(Arguments a, boolean inPlace, Op op, Tensor source) {
    Tensor self = a.tensor("input");
    Tensor index = a.tensor("index");
    return inPlace
        ? Operations.applyInPlace(op, self, source, index)
        : Operations.apply(op, self, source, index);
  }

  private static long start(Object start) {
    return start instanceof Tensor tensor ? tensor.toLongArray()[0] : (Long) start;
  }

  /// One item, or a Python tuple of them.
  static List<?> items(Arguments a, String name) {
    Object index = a.get(name);
    return index instanceof List<?> list ? list : Collections.singletonList(index);
  }

  private static Tensor scatter(Arguments a, boolean inPlace) {
    Tensor source = a.tensorOrNumber(a.isNone("src") ? "value" : "src");
    boolean number = !(a.get(a.isNone("src") ? "value" : "src") instanceof Tensor);
    Scatter.Kind kind =
        switch ((String) a.get("reduce")) {
          case "add" -> Scatter.Kind.REDUCE_ADD;
          case "multiply" -> Scatter.Kind.REDUCE_MULTIPLY;
          case null -> number ? Scatter.Kind.VALUE : Scatter.Kind.SOURCE;
          default ->
              throw TorchException.runtime("reduce argument must be either add or multiply.");
        };
    return apply(a, inPlace, new Scatter(a.integer("dim"), kind), source);
  }

  private static Tensor embedding(Arguments a) {
    if (!a.isNone("max_norm") || a.bool("sparse")) {
      throw TorchException.notImplemented(
          "embedding: max_norm and sparse gradients are not implemented");
    }
    Tensor weight = a.tensor("weight");
    long padding = a.isNone("padding_idx") ? -1 : a.integer("padding_idx");
    if (padding < 0 && !a.isNone("padding_idx")) padding += weight.shape().get(0);
    Embedding op = new Embedding(padding, a.bool("scale_grad_by_freq"));
    return Operations.apply(op, weight, a.tensor("input"));
  }

  private static Tensor oneHot(Arguments a) {
    Tensor numbers = a.tensor("tensor");
    TorchException.check(
        numbers.dtype() == DType.INT64,
        () -> "one_hot is only applicable to index tensor of type LongTensor.");
    long given = a.integer("num_classes");
    TorchException.check(
        numbers.numel() > 0 || given > 0,
        () ->
            given < 0
                ? "Can not infer total number of classes from empty tensor."
                : "num_classes should be positive");
    TorchException.check(given >= -1, () -> "Class values must be smaller than num_classes.");
    long classes = given;
    for (long number : numbers.toLongArray()) {
      if (number < 0) throw TorchException.runtime("Class values must be non-negative.");
      if (given >= 0 && number >= given) {
        throw TorchException.runtime("Class values must be smaller than num_classes.");
      }
      if (given < 0) classes = Math.max(classes, number + 1);
    }
    Dims shape = numbers.shape().insert(numbers.dim(), classes);
    return Tensor.zeros(numbers.dtype(), numbers.device(), shape)
        .scatter(-1, numbers.unsqueeze(-1), 1);
  }

  static Tensor fill(Arguments a, boolean inPlace) {
    Tensor x = a.tensor("input");
    if (a.get("value") instanceof Tensor value) return inPlace ? x.fill_(value) : x.fill(value);
    return inPlace ? x.fill_(a.number("value")) : x.fill(a.number("value"));
  }
}
