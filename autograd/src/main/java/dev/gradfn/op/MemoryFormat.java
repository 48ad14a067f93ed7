package dev.gradfn.op;

import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;

/// The order in which images lie in memory: kernels of PyTorch keep that of their input, where it
/// is channels-last (`[n, h, w, c]` under the shape `[n, c, h, w]`), and else make a dense result.
public final class MemoryFormat {
  private MemoryFormat() {}

  /// PyTorch's test, for two or three spatial dimensions.
  public static boolean isChannelsLast(Geometry g) {
    if (g.rank() == 4) return isInOrder(g, 1, 3, 2, 0);
    return g.rank() == 5 && isInOrder(g, 1, 4, 3, 2, 0);
  }

  private static boolean isInOrder(Geometry g, int... innerToOuter) {
    long least = 0;
    if (g.strides().get(1) == 0) return false;
    for (int d : innerToOuter) {
      long stride = g.strides().get(d);
      if (g.shape().get(d) == 0 || stride < least) return false;
      // An image of one element per channel is ambiguous, and counts as dense.
      if (d == 0 && least == g.strides().get(1)) return false;
      least = stride * Math.max(g.shape().get(d), 1);
    }
    return true;
  }

  /// Strides of a result: channels-last if `input` is so, else dense.
  static Dims like(Geometry input, Dims shape) {
    return isChannelsLast(input) && input.rank() == shape.rank()
        ? channelsLast(shape)
        : shape.contiguousStrides();
  }

  public static Dims channelsLast(Dims shape) {
    int rank = shape.rank();
    Dims strides = Dims.filled(rank, 1);
    long next = Math.max(shape.get(1), 1);
    for (int d = rank - 1; d >= 2; d--) {
      strides = strides.with(d, next);
      next *= Math.max(shape.get(d), 1);
    }
    return strides.with(0, next);
  }
}
