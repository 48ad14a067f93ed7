package dev.gradfn.autograd;

import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.op.Clone;
import dev.gradfn.op.KernelTypes;
import java.util.ArrayList;
import java.util.List;

/// Operations that PyTorch composes of others, as it does; see [Shapes].
final class Rearrangements {
  private Rearrangements() {}

  static Tensor diff(Tensor x, long n, int dim, Tensor prepend, Tensor append) {
    if (x.dim() == 0) {
      throw TorchException.runtime("diff expects input to be at least one-dimensional");
    }
    if (n < 0) throw TorchException.runtime("order must be non-negative but got " + n);
    int d = Axes.wrap(dim, x.dim());
    if (n == 0) return Tensor.zeros(x.dtype(), x.device(), x.shape()).copy_(x);
    List<Tensor> parts = new ArrayList<>();
    if (prepend != null) parts.add(prepend);
    parts.add(x);
    if (append != null) parts.add(append);
    Tensor result = parts.size() == 1 ? x : Shapes.cat(parts, dim);
    long times = Math.min(n, result.shape().get(d));
    for (long i = 0; i < times; i++) result = difference(result, dim);
    return result;
  }

  private static Tensor difference(Tensor x, int dim) {
    long size = x.shape().get(Axes.wrap(dim, x.dim()));
    // PyTorch's order, in which backward adds the two gradients.
    Tensor earlier = x.narrow(dim, 0, Math.max(size - 1, 0));
    Tensor later = x.narrow(dim, Math.min(1, size), Math.max(size - 1, 0));
    if (x.dtype() != DType.BOOL) return later.sub(earlier);
    Tensor not = Indexing.where(earlier, Tensor.number(false), Tensor.number(true));
    return Indexing.where(later, not, earlier);
  }

  static Tensor repeatInterleave(Tensor x, long repeats, int dim) {
    if (repeats < 0) throw TorchException.runtime("Repeats must be non-negative");
    int d = Axes.wrap(dim, x.dim());
    Tensor line = x.dim() == 0 ? x.view(1) : x;
    Dims shape = line.shape();
    Tensor repeated = line.unsqueeze(d + 1).expand(shape.insert(d + 1, repeats));
    Tensor copy = Operations.apply(Clone.CONTIGUOUS, repeated);
    return copy.view(shape.with(d, shape.get(d) * repeats));
  }

  static Tensor repeatInterleave(Tensor x, Tensor repeats, int dim) {
    int d = Axes.wrap(dim, x.dim());
    Tensor line = x.dim() == 0 ? x.view(1) : x;
    long size = line.shape().get(d);
    if (repeats.numel() != 1 && repeats.numel() != size) {
      throw TorchException.runtime(
          "repeats must have the same size as input along dim, but got repeats.size(0) = "
              + repeats.numel()
              + " and input.size("
              + d
              + ") = "
              + size);
    }
    TorchException.check(repeats.dim() <= 1, () -> "repeats must be 0-dim or 1-dim tensor");
    if (repeats.dtype() != DType.INT64 && repeats.dtype() != DType.INT32) {
      throw KernelTypes.refused("repeat_interleave_cpu", repeats.dtype());
    }
    long[] counts = repeats.toLongArray();
    List<Long> index = new ArrayList<>();
    for (long i = 0; i < size; i++) {
      long count = counts[counts.length == 1 ? 0 : (int) i];
      if (count < 0) throw TorchException.runtime("repeats can not be negative");
      for (long j = 0; j < count; j++) index.add(i);
    }
    long[] numbers = index.stream().mapToLong(i -> i).toArray();
    return line.indexSelect(dim, Tensor.of(numbers, numbers.length));
  }

  static List<Tensor> meshgrid(List<Tensor> axes, boolean xy) {
    if (axes.isEmpty()) throw TorchException.runtime("meshgrid expects a non-empty TensorList");
    for (Tensor axis : axes) {
      TorchException.check(
          axis.dtype() == axes.getFirst().dtype(),
          () -> "torch.meshgrid expects all tensors to have the same dtype");
      TorchException.check(
          axis.dim() <= 1,
          () -> "torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: " + axis);
    }
    boolean swap = xy && axes.size() > 1;
    int[] places = new int[axes.size()];
    for (int i = 0; i < places.length; i++) places[i] = swap && i < 2 ? 1 - i : i;
    Dims grid = Dims.filled(places.length, 1);
    for (int i = 0; i < places.length; i++) grid = grid.with(places[i], axes.get(i).numel());
    List<Tensor> views = new ArrayList<>();
    for (int i = 0; i < places.length; i++) {
      Dims line = Dims.filled(places.length, 1).with(places[i], axes.get(i).numel());
      views.add(axes.get(i).view(line).expand(grid));
    }
    return views;
  }

  /// `hsplit` and its kin.
  ///
  /// @param least dimensions that the tensor must have
  /// @param indicesOrSections a [Long] that divides the size, or [Dims] between the pieces
  static List<Tensor> splitAlong(
      Tensor x, String name, int least, int dim, Object indicesOrSections) {
    TorchException.check(
        x.dim() >= least,
        () ->
            "torch."
                + name
                + " requires a tensor with at least "
                + least
                + " dimension, but got a tensor with "
                + x.dim()
                + " dimensions!");
    if (indicesOrSections instanceof Dims indices) return x.tensorSplit(indices, dim);
    long sections = (Long) indicesOrSections;
    long size = x.shape().get(dim);
    TorchException.check(
        sections > 0 && size % sections == 0,
        () ->
            "torch."
                + name
                + " attempted to split along dimension "
                + dim
                + ", but the size of the dimension "
                + size
                + " is not divisible by the split_size "
                + sections
                + "!");
    return x.tensorSplit(sections, dim);
  }
}
