package dev.gradfn.autograd;

import dev.gradfn.core.Broadcast;
import dev.gradfn.core.Dims;
import dev.gradfn.op.ArgExtreme;
import dev.gradfn.op.Sum;
import dev.gradfn.op.SumAll;

/// Operations that reduce dimensions.
public sealed interface Reductions permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// The sum of all elements, 0-dimensional.
  default Tensor sum() {
    return Operations.apply(SumAll.SUM, self());
  }

  /// The sum over `dims`; with `keepdim` they stay as dimensions of size 1.
  default Tensor sum(Dims dims, boolean keepdim) {
    return Operations.apply(new Sum(dims, keepdim), self());
  }

  /// Where the first largest element of each line along `dim` is.
  default Tensor argmax(int dim, boolean keepdim) {
    return Operations.apply(new ArgExtreme(true, dim, keepdim), self());
  }

  /// Undoes a broadcast: sums the dimensions along which an array of shape `target` was repeated to
  /// this one.
  default Tensor sumTo(Dims target) {
    Dims shape = self().shape();
    if (target.rank() == 0) return sum();
    if (shape.equals(target)) return self();
    if (!Broadcast.isExpandable(target, shape)) {
      throw new IllegalArgumentException("sumTo: " + shape + " is no broadcast of " + target);
    }
    int added = shape.rank() - target.rank();
    long[] dims = new long[shape.rank()];
    int count = 0;
    for (int i = 0; i < shape.rank(); i++) {
      boolean repeated = i < added || (target.get(i - added) == 1 && shape.get(i) != 1);
      if (repeated) dims[count++] = i;
    }
    Tensor sum = sum(Dims.of(dims).slice(0, count), true);
    return added == 0 ? sum : sum.view(target);
  }
}
