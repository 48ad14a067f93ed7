package dev.gradfn.op;

import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.NdArray;

/// Arrays seen as lines along one dimension, which becomes the last.
final class Lines {
  private Lines() {}

  static NdArray along(int dim, NdArray x) {
    if (x.rank() == 0) return x.view(x.geometry().unsqueeze(0));
    int d = ViewOp.wrap(dim, x.rank());
    int[] order = new int[x.rank()];
    int next = 0;
    for (int i = 0; i < order.length; i++) if (i != d) order[next++] = i;
    order[next] = d;
    return x.view(x.geometry().permute(order));
  }

  /// A dense result of a reduction along `dim` of `shape`, as lines of one.
  static NdArray reduced(int dim, Dims shape, NdArray x) {
    if (shape.rank() == 0) return along(0, x);
    Dims kept = shape.with(ViewOp.wrap(dim, shape.rank()), 1);
    return along(dim, x.view(Geometry.contiguous(kept)));
  }
}
