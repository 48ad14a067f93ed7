package dev.gradfn.autograd;

import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.NdArray;
import dev.gradfn.op.Alias;
import dev.gradfn.op.Index;
import dev.gradfn.op.IndexPut;
import java.util.ArrayList;
import java.util.List;

/// Python's brackets: `x[0, ..., 1:, None, i]`.
///
/// An item is a Long (that slice), a [Range], [#ELLIPSIS], [#NEW_AXIS], a Boolean, or an integer or
/// bool [Tensor]. Everything but tensors makes views, from left to right; what tensors index is
/// copied at the end by one [Index].
public final class Subscript {
  /// All dimensions that the other items leave over.
  public static final Object ELLIPSIS = new Object();

  /// A new dimension of size 1; null means the same.
  public static final Object NEW_AXIS = new Object();

  /// `start:stop:step`; null where left out.
  public record Range(Long start, Long stop, Long step) {}

  private final boolean selects;
  private Tensor view;
  private int dim;
  private final List<Tensor> indices = new ArrayList<>();
  private final List<Long> indexed = new ArrayList<>();

  private Subscript(Tensor source, List<?> items) {
    this(source, items, true);
  }

  /// @param selects whether an integer tensor without dimensions stands for its number
  private Subscript(Tensor source, List<?> items, boolean selects) {
    view = source;
    this.selects = selects;
    int used = 0;
    for (Object item : items) used += dimensions(item);
    if (source.dim() == 0 && items.size() == 1 && items.getFirst() instanceof Long) {
      throw TorchException.index(
          "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++"
              + " to convert a 0-dim tensor to a number");
    }
    if (source.dim() == 0 && items.stream().anyMatch(Range.class::isInstance)) {
      throw TorchException.index("slice() cannot be applied to a 0-dim tensor.");
    }
    if (used > source.dim()) {
      String got = selects ? "" : " (got " + used + ")";
      throw TorchException.index("too many indices for tensor of dimension " + source.dim() + got);
    }
    boolean open = true;
    for (Object item : items) {
      if (item == ELLIPSIS && open) dim += source.dim() - used;
      else if (item != ELLIPSIS) apply(item);
      open &= item != ELLIPSIS;
    }
  }

  private static int dimensions(Object item) {
    return switch (item) {
      case Long _, Range _ -> 1;
      case Tensor tensor -> tensor.dtype() == DType.BOOL ? tensor.dim() : 1;
      case null, default -> 0;
    };
  }

  private void apply(Object item) {
    switch (item) {
      case Long index -> view = view.select(dim, checked(index));
      case Range range -> slice(range);
      case Tensor tensor when selects && tensor.dim() == 0 && tensor.dtype() != DType.BOOL ->
          view = view.select(dim, checked(tensor.toLongArray()[0]));
      case Tensor tensor -> index(tensor);
      case Boolean flag -> {
        view = view.unsqueeze(dim);
        index(Tensor.of(new long[flag ? 1 : 0], flag ? 1 : 0));
      }
      case null, default -> view = view.unsqueeze(dim++);
    }
  }

  private long checked(long index) {
    long size = view.shape().get(dim);
    if (index >= -size && index < size) return index;
    throw TorchException.index(
        "index " + index + " is out of bounds for dimension " + dim + " with size " + size);
  }

  /// A full slice leaves no trace.
  private void slice(Range range) {
    long step = range.step == null ? 1 : range.step;
    if (step <= 0) throw TorchException.value("step must be greater than zero");
    long start = range.start == null ? 0 : range.start;
    long stop = range.stop == null ? Long.MAX_VALUE : range.stop;
    boolean full = start == 0 && step == 1 && stop >= view.shape().get(dim);
    if (!full) view = view.slice(dim, start, stop, step);
    dim++;
  }

  private void index(Tensor tensor) {
    boolean valid =
        switch (tensor.dtype()) {
          case INT64, INT32, UINT8, BOOL -> true;
          default -> false;
        };
    if (!valid) {
      throw TorchException.index("tensors used as indices must be long, int, byte or bool tensors");
    }
    if (tensor.dtype() == DType.BOOL || tensor.dtype() == DType.UINT8) {
      if (tensor.dim() == 0) view = view.unsqueeze(dim);
      for (Tensor place : places(tensor)) add(place);
    } else {
      add(tensor);
    }
  }

  private void add(Tensor index) {
    indices.add(index);
    indexed.add((long) dim++);
  }

  /// Where a mask is true: per dimension the numbers of the elements.
  private List<Tensor> places(Tensor mask) {
    Dims shape = mask.dim() == 0 ? Dims.of(1) : mask.shape();
    for (int i = 0; mask.dim() > 0 && i < shape.rank(); i++) {
      if (shape.get(i) == view.shape().get(dim + i)) continue;
      throw TorchException.index(
          "The shape of the mask "
              + shape
              + " at index "
              + i
              + " does not match the shape of the indexed tensor "
              + view.shape()
              + " at index "
              + (dim + i));
    }
    return nonzero(mask);
  }

  /// Per dimension the numbers of the elements that are not 0; a scalar counts as a vector.
  static List<Tensor> nonzero(Tensor mask) {
    Dims shape = mask.dim() == 0 ? Dims.of(1) : mask.shape();
    double[] flags = mask.toDoubleArray();
    int count = 0;
    for (double flag : flags) count += flag == 0 ? 0 : 1;
    long[] places = new long[shape.rank() * count];
    int next = 0;
    for (int i = 0; i < flags.length; i++) {
      if (flags[i] == 0) continue;
      long rest = i;
      for (int d = shape.rank() - 1; d >= 0; d--) {
        places[d * count + next] = rest % shape.get(d);
        rest /= shape.get(d);
      }
      next++;
    }
    return Tensor.of(NdArray.wrap(DType.INT64, places, Dims.of(shape.rank(), count))).unbind(0);
  }

  /// `x[items]`.
  public static Tensor get(Tensor x, List<?> items) {
    Subscript subscript = new Subscript(x, items);
    if (!subscript.indices.isEmpty()) {
      return Operations.apply(new Index(subscript.dims()), subscript.inputs(null));
    }
    return subscript.view == x ? Operations.apply(Alias.ALIAS, x) : subscript.view;
  }

  private Dims dims() {
    return Dims.of(indexed.stream().mapToLong(i -> i).toArray());
  }

  private Tensor[] inputs(Tensor values) {
    List<Tensor> inputs = new ArrayList<>();
    inputs.add(view);
    if (values != null) inputs.add(values);
    inputs.addAll(indices);
    return inputs.toArray(Tensor[]::new);
  }

  /// A copy of `x` with `values` at `x[items]`, which hold tensors only; null stands for a whole
  /// dimension.
  public static Tensor put(Tensor x, List<?> items, Tensor values, boolean accumulate) {
    Subscript subscript = tensorsOnly(x, items);
    IndexPut op = new IndexPut(subscript.dims(), accumulate);
    return Operations.apply(op, subscript.inputs(values));
  }

  /// [#put] in place.
  public static Tensor put_(Tensor x, List<?> items, Tensor values, boolean accumulate) {
    Subscript subscript = tensorsOnly(x, items);
    return subscript.putInPlace(values, accumulate);
  }

  private static Subscript tensorsOnly(Tensor x, List<?> items) {
    Range all = new Range(null, null, null);
    List<Object> filled = new ArrayList<>();
    for (Object item : items) filled.add(item == null ? all : item);
    return new Subscript(x, filled, false);
  }

  private Tensor putInPlace(Tensor values, boolean accumulate) {
    Tensor[] others = new Tensor[indices.size() + 1];
    others[0] = values;
    for (int i = 1; i < others.length; i++) others[i] = indices.get(i - 1);
    return Operations.applyInPlace(new IndexPut(dims(), accumulate), view, others);
  }

  /// `x[items] = value`.
  public static void set(Tensor x, List<?> items, Tensor value) {
    Subscript subscript = new Subscript(x, items);
    if (!subscript.indices.isEmpty()) {
      subscript.putInPlace(value, false);
      return;
    }
    Tensor place = subscript.view;
    if (value.shape().equals(place.shape())) place.copy_(value);
    else if (value.dim() == 0) place.fill_(value);
    else place.copy_(fitted(value, place.shape()));
  }

  /// Leading dimensions of size 1 do not count.
  private static Tensor fitted(Tensor value, Dims shape) {
    Dims own = value.shape();
    while (own.rank() > 0 && own.get(0) == 1) own = own.without(0);
    Tensor stripped = value.view(own);
    return own.equals(shape) ? stripped : stripped.expand(shape);
  }
}
