package dev.gradfn.signature;

import static dev.gradfn.signature.OperationTable.row;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Pooling;
import java.util.List;

/// Pooling.
final class PoolRows {
  private PoolRows() {}

  static void register() {
    for (int rank = 1; rank <= 3; rank++) {
      max(rank);
      unpool(rank);
      avg(rank);
    }
    for (int rank = 1; rank <= 3; rank++) adaptiveMax(rank);
    for (int rank = 1; rank <= 3; rank++) adaptiveAvg(rank);
    for (int rank = 1; rank <= 2; rank++) lp(rank);
    row(
        "nn.functional.local_response_norm(input, size, alpha=0.0001, beta=0.75, k=1.0)",
        a ->
            Pooling.localResponseNorm(
                a.tensor("input"),
                a.integer("size"),
                a.number("alpha"),
                a.number("beta"),
                a.number("k")));
  }

  private static void max(int rank) {
    row(
        "nn.functional.max_pool"
            + rank
            + "d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False,"
            + " return_indices=False)",
        a -> withIndices(a, max(a, rank)));
  }

  private static List<Tensor> max(Arguments a, int rank) {
    requireSizes(a, "kernel_size", "must either be", rank);
    if (!a.isNone("stride")) requireSizes(a, "stride", "must either be omitted,", rank);
    requireSizes(a, "padding", "must either be", rank);
    requireSizes(a, "dilation", "must be either", rank);
    Dims kernel = a.dims("kernel_size", rank);
    Dims stride = a.isNone("stride") ? kernel : stride(a, rank);
    Dims padding = a.dims("padding", rank);
    Dims dilation = a.dims("dilation", rank);
    if (rank == 1) LinePool.require(a.tensor("input").shape(), kernel, stride, padding, dilation);
    return Pooling.max(
        a.tensor("input"), kernel, stride(a, rank), padding, dilation, a.bool("ceil_mode"));
  }

  private static void requireSizes(Arguments a, String name, String must, int rank) {
    int given = a.dims(name, rank).rank();
    TorchException.check(
        rank == 1 || given == rank,
        () ->
            "max_pool%dd: %s %s a single int, or a tuple of %s ints"
                .formatted(rank, name, must, rank == 2 ? "two" : "three"));
  }

  private static void unpool(int rank) {
    row(
        "nn.functional.max_unpool"
            + rank
            + "d(input, indices, kernel_size, stride=None, padding=0, output_size=None)",
        a ->
            Pooling.unpool(
                a.tensor("input"),
                a.tensor("indices"),
                a.dims("kernel_size", rank),
                stride(a, rank),
                a.dims("padding", rank),
                a.isNone("output_size") ? null : a.dims("output_size")));
  }

  private static void avg(int rank) {
    row(
        "nn.functional.avg_pool"
            + rank
            + "d(input, kernel_size, stride=None, padding=0, ceil_mode=False,"
            + " count_include_pad=True"
            + (rank == 1 ? ")" : ", divisor_override=None)"),
        a ->
            Pooling.avg(
                a.tensor("input"),
                a.dims("kernel_size", rank),
                stride(a, rank),
                a.get("padding") instanceof List<?> ? a.dims("padding") : a.dims("padding", rank),
                a.bool("ceil_mode"),
                a.bool("count_include_pad"),
                rank == 1 || a.isNone("divisor_override")
                    ? null
                    : Long.valueOf(a.integer("divisor_override"))));
  }

  private static void adaptiveMax(int rank) {
    row(
        "nn.functional.adaptive_max_pool" + rank + "d(input, output_size, return_indices=False)",
        a -> withIndices(a, Pooling.adaptiveMax(a.tensor("input"), outputSize(a, rank))));
  }

  private static void adaptiveAvg(int rank) {
    row(
        "nn.functional.adaptive_avg_pool" + rank + "d(input, output_size)",
        a -> Pooling.adaptiveAvg(a.tensor("input"), outputSize(a, rank)));
  }

  private static void lp(int rank) {
    row(
        "nn.functional.lp_pool"
            + rank
            + "d(input, norm_type, kernel_size, stride=None, ceil_mode=False)",
        a ->
            Pooling.lp(
                a.tensor("input"),
                a.number("norm_type"),
                a.dims("kernel_size", rank),
                stride(a, rank),
                a.bool("ceil_mode")));
  }

  private static Dims stride(Arguments a, int rank) {
    return a.isNone("stride") ? Dims.of() : a.dims("stride", rank);
  }

  private static Object withIndices(Arguments a, List<Tensor> pooled) {
    return a.bool("return_indices") ? pooled : pooled.get(0);
  }

  /// None keeps a size.
  private static Dims outputSize(Arguments a, int rank) {
    if (!(a.get("output_size") instanceof List<?> sizes)) return a.dims("output_size", rank);
    TorchException.check(
        sizes.size() == rank, () -> "adaptive_avg_pool" + rank + "d: output_size must be " + rank);
    Dims shape = a.tensor("input").shape();
    if (shape.rank() <= rank) {
      throw TorchException.value("Input dimension should be at least " + (rank + 1));
    }
    Dims kept = shape.slice(shape.rank() - rank, shape.rank());
    for (int i = 0; i < rank; i++) {
      if (sizes.get(i) instanceof Long size) kept = kept.with(i, size);
    }
    return kept;
  }
}
