package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The dimensions that a reduction of a given shape removes, and what follows from them.
final class ReducedDims {
  private final Dims shape;
  private final boolean[] reduced;
  private final boolean keepdim;
  private final boolean all;

  /// @param dim null or empty: all
  ReducedDims(Dims shape, Dims dim, boolean keepdim) {
    this.shape = shape;
    this.keepdim = keepdim;
    int rank = shape.rank();
    reduced = new boolean[rank];
    all = dim == null || dim.rank() == 0;
    for (int i = 0; i < rank; i++) reduced[i] = all;
    for (int i = 0; !all && i < dim.rank(); i++) {
      int d = ViewOp.wrap(dim.at(i), rank);
      if (rank == 0) continue;
      if (reduced[d]) {
        throw TorchException.runtime("dim " + d + " appears multiple times in the list of dims");
      }
      reduced[d] = true;
    }
  }

  /// The shape of the result.
  Dims result() {
    if (keepdim) return kept();
    Dims result = shape;
    for (int i = reduced.length - 1; i >= 0; i--) {
      if (reduced[i]) result = result.without(i);
    }
    return result;
  }

  /// The shape with size 1 for what is reduced.
  Dims kept() {
    Dims kept = shape;
    for (int i = 0; i < reduced.length; i++) {
      if (reduced[i]) kept = kept.with(i, 1);
    }
    return kept;
  }

  /// Number of elements per result.
  long count() {
    long count = 1;
    for (int i = 0; i < reduced.length; i++) {
      if (reduced[i]) count *= shape.get(i);
    }
    return count;
  }

  /// A result, or its gradient, with the reduced dimensions back as size 1.
  Tensor restore(Tensor result) {
    Tensor restored = result;
    // One number for all broadcasts as it is.
    for (int i = 0; !keepdim && !all && i < reduced.length; i++) {
      if (reduced[i]) restored = restored.unsqueeze(i);
    }
    return restored;
  }

  /// The dimensions, as `sum` takes them; an empty list would mean all.
  Dims list() {
    int count = 0;
    long[] list = new long[reduced.length];
    for (int i = 0; i < reduced.length; i++) {
      if (reduced[i]) list[count++] = i;
    }
    return Dims.of(list).slice(0, count);
  }

  /// The sum over these dimensions, which stay with size 1.
  Tensor sum(Tensor x) {
    return x.dim() == 0 ? x : x.sum(list(), true);
  }

  /// `x` as lines of the elements that become one result: `[results, count]`.
  NdArray lines(KernelChain kernels, NdArray x) {
    int[] order = new int[reduced.length];
    int next = 0;
    for (int i = 0; i < order.length; i++) if (!reduced[i]) order[next++] = i;
    for (int i = 0; i < order.length; i++) if (reduced[i]) order[next++] = i;
    NdArray ordered = x.view(x.geometry().permute(order));
    NdArray dense = NdArray.allocate(x.dtype(), ordered.shape());
    kernels.copy(ordered, dense);
    return dense.view(Geometry.contiguous(Dims.of(kept().product(), count())));
  }

  /// A dense result as lines of one.
  static NdArray column(NdArray out) {
    return out.view(Geometry.contiguous(Dims.of(out.numel(), 1)));
  }

  /// A dense result with the reduced dimensions as size 1.
  NdArray kept(NdArray out) {
    return out.view(Geometry.contiguous(kept()));
  }
}
