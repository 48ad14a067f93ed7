package dev.gradfn.core;

/// Shapes and strides of results of pointwise operations.
public final class Broadcast {
  private Broadcast() {}

  /// The common shape: aligned at the last dimension, sizes must be equal or 1.
  ///
  /// @throws IllegalArgumentException with PyTorch's words if they do not fit
  public static Dims shape(Dims a, Dims b) {
    if (a.equals(b)) return a;
    int rank = Math.max(a.rank(), b.rank());
    long[] result = new long[rank];
    for (int i = 1; i <= rank; i++) {
      long x = i <= a.rank() ? a.get(-i) : 1;
      long y = i <= b.rank() ? b.get(-i) : 1;
      if (x != y && x != 1 && y != 1) {
        throw new IllegalArgumentException(
            "The size of tensor a ("
                + x
                + ") must match the size of tensor b ("
                + y
                + ") at non-singleton dimension "
                + (rank - i));
      }
      result[rank - i] = x == 1 ? y : x;
    }
    return Dims.of(result);
  }

  /// Whether an array of shape `from` can be repeated to shape `to`.
  public static boolean isExpandable(Dims from, Dims to) {
    if (from.rank() > to.rank()) return false;
    for (int i = 1; i <= from.rank(); i++) {
      if (from.get(-i) != to.get(-i) && from.get(-i) != 1) return false;
    }
    return true;
  }

  /// Strides of the result of a pointwise operation: PyTorch keeps the memory order that the inputs
  /// agree on. Dimensions are insertion-sorted from last to first; an inner and an outer dimension
  /// are compared input by input, where a stride of 0 decides nothing, and of two equal strides the
  /// larger size goes outside.
  public static Dims strides(Dims shape, Geometry... inputs) {
    int rank = shape.rank();
    if (isPlain(shape, inputs)) return shape.contiguousStrides();
    Geometry[] expanded = new Geometry[inputs.length];
    for (int i = 0; i < inputs.length; i++) expanded[i] = forOrder(inputs[i], shape);
    int[] order = new int[rank];
    for (int i = 0; i < rank; i++) order[i] = rank - 1 - i;
    for (int i = 1; i < rank; i++) {
      int moving = i;
      for (int j = i - 1; j >= 0; j--) {
        int comparison = compare(shape, expanded, order[j], order[moving]);
        if (comparison > 0) {
          int swapped = order[j];
          order[j] = order[moving];
          order[moving] = swapped;
          moving = j;
        } else if (comparison < 0) {
          break;
        }
      }
    }
    if (isRowMajor(order)) return shape.contiguousStrides();
    long[] strides = new long[rank];
    long next = 1;
    for (int dim : order) {
      strides[dim] = next;
      next *= shape.get(dim);
    }
    return Dims.of(strides);
  }

  private static boolean isRowMajor(int[] innerToOuter) {
    for (int i = 0; i < innerToOuter.length; i++) {
      if (innerToOuter[i] != innerToOuter.length - 1 - i) return false;
    }
    return true;
  }

  private static boolean isPlain(Dims shape, Geometry... inputs) {
    for (Geometry input : inputs) {
      if (!input.shape().equals(shape) || !input.isContiguous()) return false;
    }
    return true;
  }

  private static Geometry forOrder(Geometry input, Dims shape) {
    int added = shape.rank() - input.rank();
    long[] strides = new long[shape.rank()];
    for (int i = added; i < strides.length; i++) {
      boolean repeated = input.shape().get(i - added) == 1 && shape.get(i) != 1;
      strides[i] = repeated ? 0 : input.strides().get(i - added);
    }
    return Geometry.of(shape, Dims.of(strides));
  }

  /// Positive: swap; negative: stop; 0: undecided.
  private static int compare(Dims shape, Geometry[] inputs, int inner, int outer) {
    for (Geometry input : inputs) {
      long innerStride = input.strides().get(inner);
      long outerStride = input.strides().get(outer);
      if (innerStride == 0 || outerStride == 0) continue;
      if (innerStride < outerStride) return -1;
      if (innerStride > outerStride) return 1;
      if (shape.get(inner) > shape.get(outer)) return 1;
    }
    return 0;
  }
}
