package dev.gradfn.autograd;

import dev.gradfn.core.Dims;
import dev.gradfn.op.Alias;
import dev.gradfn.op.ViewOp;
import java.util.Arrays;

/// Numbers of dimensions.
final class Axes {
  private Axes() {}

  /// `dim` counted from the front.
  static int wrap(int dim, int rank) {
    return ViewOp.wrap(dim, rank);
  }

  /// See [Shapes#movedim].
  static Tensor movedim(Tensor x, Dims source, Dims destination) {
    if (source.rank() != destination.rank()) {
      throw TorchException.runtime(
          "movedim: Invalid source or destination dims: source ("
              + source
              + " dims) should contain the same number of dims as destination ("
              + destination
              + " dims)");
    }
    requireDistinct("source", source, x.dim());
    requireDistinct("destination", destination, x.dim());
    if (x.dim() == 0) return Operations.apply(Alias.ALIAS, x);
    long[] order = new long[x.dim()];
    Arrays.fill(order, -1);
    boolean[] moved = new boolean[x.dim()];
    for (int i = 0; i < source.rank(); i++) {
      int from = wrap(source.at(i), x.dim());
      order[wrap(destination.at(i), x.dim())] = from;
      moved[from] = true;
    }
    int next = 0;
    for (int i = 0; i < order.length; i++) {
      while (next < moved.length && moved[next]) next++;
      if (order[i] < 0) order[i] = next++;
    }
    return x.permute(order);
  }

  private static void requireDistinct(String name, Dims dims, int rank) {
    boolean[] seen = new boolean[Math.max(rank, 1)];
    for (int i = 0; i < dims.rank(); i++) {
      int d = wrap(dims.at(i), rank);
      TorchException.check(
          !seen[d], () -> "movedim: repeated dim in `" + name + "` (" + dims + ")");
      seen[d] = true;
    }
  }
}
