package dev.gradfn.core;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/// How an array lies in its storage: shape, strides and offset, all counted in elements.
///
/// Element `(i, j, …)` is at `offset + i * strides[0] + j * strides[1] + …`. All view operations
/// are arithmetic on this record; none touches memory.
public record Geometry(Dims shape, Dims strides, long offset) {

  /// A dense row-major array from the start of its storage.
  public static Geometry contiguous(Dims shape) {
    return new Geometry(shape, shape.contiguousStrides(), 0);
  }

  public static Geometry of(Dims shape, Dims strides) {
    return new Geometry(shape, strides, 0);
  }

  public int rank() {
    return shape.rank();
  }

  /// Number of elements.
  public long numel() {
    return shape.product();
  }

  /// Whether the elements are dense and in row-major order; strides of dimensions of size 1 do not
  /// matter, and an empty array is contiguous.
  public boolean isContiguous() {
    if (numel() == 0) return true;
    long expected = 1;
    for (int i = rank() - 1; i >= 0; i--) {
      if (shape.get(i) == 1) continue;
      if (strides.get(i) != expected) return false;
      expected *= shape.get(i);
    }
    return true;
  }

  /// Elements of storage needed from its start: one past the last element, 0 when empty.
  public long extent() {
    if (numel() == 0) return 0;
    long last = offset;
    for (int i = 0; i < rank(); i++) last += (shape.get(i) - 1) * strides.get(i);
    return last + 1;
  }

  /// Whether every element between the first and the last is covered exactly once, in any order.
  public boolean isNonOverlappingAndDense() {
    return isDense(numel());
  }

  private boolean isDense(long numel) {
    if (numel == 0) return true;
    boolean[] used = new boolean[rank()];
    long expected = 1;
    for (int step = 0; step < rank(); step++) {
      int next = -1;
      for (int i = 0; i < rank() && next < 0; i++) {
        if (!used[i] && (shape.get(i) == 1 || strides.get(i) == expected)) next = i;
      }
      if (next < 0) return false;
      used[next] = true;
      if (shape.get(next) != 1) expected *= shape.get(next);
    }
    return true;
  }

  /// Whether elements may share a place: false only if every dimension steps over all that the
  /// smaller steps reach.
  public boolean mayOverlap() {
    int[] order =
        IntStream.range(0, rank())
            .boxed()
            .sorted(Comparator.comparing(strides::get))
            .mapToInt(i -> i)
            .toArray();
    long reach = 0;
    for (int dim : order) {
      if (shape.get(dim) <= 1) continue;
      if (strides.get(dim) <= reach) return true;
      reach += (shape.get(dim) - 1) * strides.get(dim);
    }
    return false;
  }

  public Geometry select(int dim, long index) {
    return new Geometry(
        shape.without(dim), strides.without(dim), offset + index * strides.get(dim));
  }

  /// `length` elements of dimension `dim` from `start`, every `step`-th.
  public Geometry slice(int dim, long start, long length, long step) {
    return new Geometry(
        shape.with(dim, length),
        strides.with(dim, strides.get(dim) * step),
        offset + start * strides.get(dim));
  }

  public Geometry permute(int... order) {
    return new Geometry(shape.permute(order), strides.permute(order), offset);
  }

  /// A new dimension of size 1. Its stride is what PyTorch gives it: that of a dense array.
  public Geometry unsqueeze(int dim) {
    long stride = dim >= rank() ? 1 : shape.get(dim) * strides.get(dim);
    return new Geometry(shape.insert(dim, 1), strides.insert(dim, stride), offset);
  }

  public Geometry squeeze(int dim) {
    return new Geometry(shape.without(dim), strides.without(dim), offset);
  }

  /// This array repeated, without copying, to `target`: new leading dimensions and dimensions of
  /// size 1 get stride 0. `target` must be a broadcast of the shape.
  public Geometry expand(Dims target) {
    int added = target.rank() - rank();
    long[] expanded = new long[target.rank()];
    for (int i = 0; i < expanded.length; i++) {
      boolean repeats = i < added || (shape.get(i - added) == 1 && target.get(i) != 1);
      expanded[i] = repeats ? 0 : strides.get(i - added);
    }
    if (added > 0 && rank() > 0) fillLeadingStrides(target, added, expanded);
    return new Geometry(target, Dims.of(expanded), offset);
  }

  /// A new leading dimension of size 1 is not repeated: PyTorch gives it the stride of a dense one.
  private static void fillLeadingStrides(Dims target, int added, long[] expanded) {
    for (int i = added - 1; i >= 0; i--) {
      if (target.get(i) != 1) continue;
      expanded[i] = i + 1 < expanded.length ? target.get(i + 1) * expanded[i + 1] : 1;
    }
  }

  /// The same elements under another shape, if strides can express it; empty if a copy is needed.
  /// PyTorch's rule: dimensions are grouped where they are adjacent in memory, and each group must
  /// be covered by whole new dimensions.
  public Optional<Geometry> view(Dims target) {
    if (numel() == 0) {
      if (shape.equals(target)) return Optional.of(this);
      return Optional.of(new Geometry(target, target.contiguousStrides(), offset));
    }
    if (rank() == 0)
      return Optional.of(new Geometry(target, Dims.filled(target.rank(), 1), offset));
    long[] result = new long[target.rank()];
    int next = target.rank() - 1;
    long chunkStride = strides.get(-1);
    long chunk = 1;
    long covered = 1;
    for (int i = rank() - 1; i >= 0; i--) {
      chunk *= shape.get(i);
      boolean endsChunk =
          i == 0 || (shape.get(i - 1) != 1 && strides.get(i - 1) != chunk * chunkStride);
      if (!endsChunk) continue;
      while (next >= 0 && (covered < chunk || target.get(next) == 1)) {
        result[next] = covered * chunkStride;
        covered *= target.get(next);
        next--;
      }
      if (covered != chunk) return Optional.empty();
      if (i > 0) {
        chunkStride = strides.get(i - 1);
        chunk = 1;
        covered = 1;
      }
    }
    return next == -1
        ? Optional.of(new Geometry(target, Dims.of(result), offset))
        : Optional.empty();
  }
}
