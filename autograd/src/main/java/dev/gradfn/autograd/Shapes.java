package dev.gradfn.autograd;

import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.op.Cat;
import dev.gradfn.op.Clone;
import dev.gradfn.op.Expand;
import dev.gradfn.op.Permute;
import dev.gradfn.op.ReshapeAlias;
import dev.gradfn.op.SplitWithSizes;
import dev.gradfn.op.Squeeze;
import dev.gradfn.op.UnsafeView;
import dev.gradfn.op.Unsqueeze;
import dev.gradfn.op.View;
import java.util.List;
import java.util.Optional;

/// Views and rearrangements. Dimensions may be negative and then count from the end.
public sealed interface Shapes permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// A copy; differentiable. PyTorch's `clone()`.
  default Tensor cloned() {
    return Operations.apply(Clone.PRESERVE, self());
  }

  /// This tensor if its elements are dense in row-major order, else a copy that is.
  default Tensor contiguous() {
    return self().isContiguous() ? self() : Operations.apply(Clone.CONTIGUOUS, self());
  }

  /// The same memory under another shape; one size may be −1.
  default Tensor view(long... shape) {
    return view(Dims.of(shape));
  }

  default Tensor view(Dims shape) {
    return Operations.apply(new View(inferSize(shape, self().numel())), self());
  }

  /// The same elements under another shape: a view where strides allow it, else a copy.
  default Tensor reshape(Dims shape) {
    Dims target = inferSize(shape, self().numel());
    Geometry geometry = self().geometry();
    if (geometry.isContiguous()) return Operations.apply(new View(target), self());
    Optional<Geometry> view = geometry.view(target);
    if (view.isPresent()) return Operations.apply(new ReshapeAlias(target), self());
    return Operations.apply(new UnsafeView(target), Operations.apply(Clone.CONTIGUOUS, self()));
  }

  default Tensor reshape(long... shape) {
    return reshape(Dims.of(shape));
  }

  /// `result.shape[i] = this.shape[dims[i]]`.
  default Tensor permute(long... dims) {
    return Operations.apply(new Permute(Dims.of(dims)), self());
  }

  default Tensor unsqueeze(int dim) {
    return Operations.apply(new Unsqueeze(dim), self());
  }

  default Tensor squeeze(int dim) {
    return Operations.apply(new Squeeze(dim), self());
  }

  /// This tensor repeated without copying; −1 keeps a size.
  default Tensor expand(Dims shape) {
    return Operations.apply(new Expand(shape), self());
  }

  /// Pieces of the given sizes along `dim`, as views.
  default List<Tensor> split(Dims sizes, int dim) {
    return List.of(Operations.applyAll(new SplitWithSizes(sizes, dim), self()));
  }

  /// The tensors one after the other along `dim`.
  static Tensor cat(List<Tensor> tensors, int dim) {
    return Operations.apply(new Cat(dim), tensors.toArray(Tensor[]::new));
  }

  private static Dims inferSize(Dims shape, long numel) {
    int unknown = -1;
    long known = 1;
    for (int i = 0; i < shape.rank(); i++) {
      long size = shape.get(i);
      if (size == -1 && unknown >= 0)
        throw TorchException.runtime("only one dimension can be inferred");
      if (size < -1) {
        throw TorchException.runtime(
            "invalid shape dimension " + size + " at index " + i + " of shape " + shape);
      }
      if (size == -1) unknown = i;
      else known *= size;
    }
    boolean fits = unknown < 0 ? known == numel : known > 0 && numel % known == 0;
    if (!fits) {
      throw TorchException.runtime("shape '" + shape + "' is invalid for input of size " + numel);
    }
    return unknown < 0 ? shape : shape.with(unknown, numel / known);
  }
}
