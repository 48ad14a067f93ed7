package dev.gradfn.autograd;

import dev.gradfn.op.Select;
import dev.gradfn.op.Slice;

/// Parts of a tensor, as views: assigning to one (`copy_`) writes into the tensor it was taken
/// from.
public sealed interface Indexing permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Index `index` of dimension `dim`, which disappears: `x[..., index, ...]`.
  default Tensor select(int dim, long index) {
    return Operations.apply(new Select(dim, index), self());
  }

  /// `x[..., start:end, ...]` along `dim`. Bounds are clamped, negative ones count from the end.
  default Tensor slice(int dim, long start, long end) {
    return slice(dim, start, end, 1);
  }

  default Tensor slice(int dim, long start, long end, long step) {
    return Operations.apply(new Slice(dim, start, end, step), self());
  }
}
