package dev.gradfn.autograd;

import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.op.AsStrided;
import dev.gradfn.op.Cat;
import dev.gradfn.op.Clone;
import dev.gradfn.op.DiagEmbed;
import dev.gradfn.op.Diagonal;
import dev.gradfn.op.DiagonalCopy;
import dev.gradfn.op.Expand;
import dev.gradfn.op.Flip;
import dev.gradfn.op.Permute;
import dev.gradfn.op.Repeat;
import dev.gradfn.op.ReshapeAlias;
import dev.gradfn.op.Roll;
import dev.gradfn.op.Rot90;
import dev.gradfn.op.Split;
import dev.gradfn.op.SplitWithSizes;
import dev.gradfn.op.Squeeze;
import dev.gradfn.op.SqueezeAll;
import dev.gradfn.op.SqueezeDims;
import dev.gradfn.op.Stack;
import dev.gradfn.op.T;
import dev.gradfn.op.Transpose;
import dev.gradfn.op.Triangle;
import dev.gradfn.op.Unbind;
import dev.gradfn.op.Unfold;
import dev.gradfn.op.UnsafeView;
import dev.gradfn.op.Unsqueeze;
import dev.gradfn.op.View;
import java.util.ArrayList;
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
    requireLine("split");
    return List.of(Operations.applyAll(new SplitWithSizes(sizes, dim), self()));
  }

  /// The tensors one after the other along `dim`.
  static Tensor cat(List<Tensor> tensors, int dim) {
    return Operations.apply(new Cat(dim), tensors.toArray(Tensor[]::new));
  }

  default Tensor transpose(int dim0, int dim1) {
    return Operations.apply(new Transpose(dim0, dim1), self());
  }

  /// This tensor itself with two dimensions swapped; `t_`, `squeeze_` and `unsqueeze_` likewise
  /// change its shape in place.
  default Tensor transpose_(int dim0, int dim1) {
    return Operations.viewInPlace(new Transpose(dim0, dim1), self());
  }

  default Tensor t_() {
    return Operations.viewInPlace(T.T, self());
  }

  default Tensor squeeze_() {
    return Operations.viewInPlace(SqueezeAll.SQUEEZE, self());
  }

  default Tensor squeeze_(int dim) {
    return Operations.viewInPlace(new Squeeze(dim), self());
  }

  default Tensor squeeze_(Dims dims) {
    return Operations.viewInPlace(new SqueezeDims(dims), self());
  }

  default Tensor unsqueeze_(int dim) {
    return Operations.viewInPlace(new Unsqueeze(dim), self());
  }

  default Tensor asStrided_(Dims size, Dims stride, Long storageOffset) {
    return Operations.viewInPlace(new AsStrided(size, stride, storageOffset), self());
  }

  /// The transposed matrix.
  default Tensor t() {
    return Operations.apply(T.T, self());
  }

  /// Without all dimensions of size 1.
  default Tensor squeeze() {
    return Operations.apply(SqueezeAll.SQUEEZE, self());
  }

  /// Without those of `dims` that have size 1.
  default Tensor squeeze(Dims dims) {
    return Operations.apply(new SqueezeDims(dims), self());
  }

  /// Dimensions `start` to `end` (inclusive) joined to one.
  default Tensor flatten(int start, int end) {
    Dims shape = self().shape();
    int first = Axes.wrap(start, shape.rank());
    int last = Axes.wrap(end, shape.rank());
    if (first > last) {
      throw TorchException.runtime(
          "flatten() has invalid args: start_dim cannot come after end_dim");
    }
    if (shape.rank() == 0) return reshape(1);
    if (first == last) return self();
    Dims joined = shape.slice(0, first).insert(first, shape.slice(first, last + 1).product());
    for (int i = last + 1; i < shape.rank(); i++)
      joined = joined.insert(joined.rank(), shape.get(i));
    return reshape(joined);
  }

  /// Dimension `dim` as several, of `sizes`; one may be −1.
  default Tensor unflatten(int dim, Dims sizes) {
    Dims shape = self().shape();
    int d = Axes.wrap(dim, shape.rank());
    if (sizes.rank() == 0) throw TorchException.runtime("unflatten: sizes must be non-empty");
    TorchException.check(
        canFill(sizes, shape.get(d)),
        () ->
            "unflatten: Provided sizes "
                + sizes
                + " don't multiply up to the size of dim "
                + d
                + " ("
                + shape.get(d)
                + ") in the input tensor");
    Dims inferred = inferSize(sizes, shape.get(d));
    Dims target = shape.without(d);
    for (int i = 0; i < inferred.rank(); i++) target = target.insert(d + i, inferred.get(i));
    return view(target);
  }

  /// Whether sizes of which one may be -1 can make up `whole`; of two, [#inferSize] speaks.
  private static boolean canFill(Dims sizes, long whole) {
    long known = 1;
    int open = 0;
    for (int i = 0; i < sizes.rank(); i++) {
      if (sizes.get(i) == -1) open++;
      else known *= sizes.get(i);
    }
    if (open == 0) return known == whole;
    return open > 1 || known != 0 && whole % known == 0;
  }

  /// Pieces of `size` along `dim`, the last may be smaller.
  default List<Tensor> split(long size, int dim) {
    requireLine("split");
    return List.of(Operations.applyAll(new Split(size, dim), self()));
  }

  private void requireLine(String operation) {
    TorchException.check(
        self().dim() > 0, () -> operation + " expects at least a 1-dimensional tensor");
  }

  /// At most `chunks` pieces of one size along `dim`, the last may be smaller.
  default List<Tensor> chunk(long chunks, int dim) {
    requireLine("chunk");
    if (chunks <= 0) {
      throw TorchException.runtime("chunk expects `chunks` to be greater than 0, got: " + chunks);
    }
    long size = self().shape().get(Axes.wrap(dim, self().dim()));
    long piece = (size + chunks - 1) / chunks;
    return piece == 0 ? split(Dims.filled((int) chunks, 0), dim) : split(piece, dim);
  }

  /// All slices along `dim`.
  default List<Tensor> unbind(int dim) {
    return List.of(Operations.applyAll(new Unbind(dim), self()));
  }

  /// Exactly `sections` pieces along `dim`; the first are larger by one where it does not come out
  /// even.
  default List<Tensor> tensorSplit(long sections, int dim) {
    TorchException.check(
        self().dim() > 0,
        () ->
            "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims");
    if (sections <= 0) {
      throw TorchException.runtime("number of sections must be larger than 0, got " + sections);
    }
    int d = Axes.wrap(dim, self().dim());
    long size = self().shape().get(d);
    List<Tensor> pieces = new ArrayList<>();
    long start = 0;
    for (long i = 0; i < sections; i++) {
      long end = start + size / sections + (i < size % sections ? 1 : 0);
      pieces.add(self().slice(d, start, end));
      start = end;
    }
    return pieces;
  }

  /// The pieces along `dim` between the given indices.
  default List<Tensor> tensorSplit(Dims indices, int dim) {
    int d = Axes.wrap(dim, self().dim());
    List<Tensor> pieces = new ArrayList<>();
    long start = 0;
    for (int i = 0; i < indices.rank(); i++) {
      pieces.add(self().slice(d, start, indices.get(i)));
      start = indices.get(i);
    }
    pieces.add(self().slice(d, start, self().shape().get(d)));
    return pieces;
  }

  /// [#tensorSplit] along the columns, which are the elements of a vector.
  ///
  /// @param indicesOrSections a [Long], or [Dims]
  default List<Tensor> hsplit(Object indicesOrSections) {
    int rank = self().dim();
    return Rearrangements.splitAlong(self(), "hsplit", 1, rank == 1 ? 0 : 1, indicesOrSections);
  }

  /// [#tensorSplit] along the rows.
  ///
  /// @param indicesOrSections a [Long], or [Dims]
  default List<Tensor> vsplit(Object indicesOrSections) {
    return Rearrangements.splitAlong(self(), "vsplit", 2, 0, indicesOrSections);
  }

  /// [#tensorSplit] along the third dimension.
  ///
  /// @param indicesOrSections a [Long], or [Dims]
  default List<Tensor> dsplit(Object indicesOrSections) {
    return Rearrangements.splitAlong(self(), "dsplit", 3, 2, indicesOrSections);
  }

  /// Dimensions `source` moved to places `destination`; the others keep their order.
  default Tensor movedim(Dims source, Dims destination) {
    return Axes.movedim(self(), source, destination);
  }

  default Tensor flip(Dims dims) {
    return Operations.apply(new Flip(dims), self());
  }

  default Tensor roll(Dims shifts, Dims dims) {
    return Operations.apply(new Roll(shifts, dims), self());
  }

  /// `k` quarter turns in the plane of two dimensions.
  default Tensor rot90(long k, Dims dims) {
    return Operations.apply(new Rot90(k, dims), self());
  }

  default Tensor repeat(Dims repeats) {
    return Operations.apply(new Repeat(repeats), self());
  }

  /// Like [#repeat], but missing leading entries of `dims` are 1.
  default Tensor tile(Dims dims) {
    Dims repeats = dims;
    while (repeats.rank() < self().dim()) repeats = repeats.insert(0, 1);
    return repeat(repeats);
  }

  default Tensor tril(long diagonal) {
    return Operations.apply(new Triangle(false, diagonal), self());
  }

  default Tensor triu(long diagonal) {
    return Operations.apply(new Triangle(true, diagonal), self());
  }

  default Tensor diagonal(long offset, int dim1, int dim2) {
    return Operations.apply(new Diagonal(offset, dim1, dim2), self());
  }

  /// A vector as the diagonal of a matrix, or the diagonal of a matrix as a vector.
  default Tensor diag(long diagonal) {
    return switch (self().dim()) {
      case 1 -> Operations.apply(new DiagEmbed(diagonal, -2, -1), self());
      case 2 -> Operations.apply(new DiagonalCopy(diagonal, 0, 1), self());
      default ->
          throw TorchException.runtime(
              "diag(): Supports 1D or 2D tensors. Got " + self().dim() + "D");
    };
  }

  /// All windows of `size` elements along `dimension`, every `step`-th.
  default Tensor unfold(int dimension, long size, long step) {
    return Operations.apply(new Unfold(dimension, size, step), self());
  }

  /// A window on the storage; `offset` from its start, null: that of this tensor.
  default Tensor asStrided(Dims size, Dims stride, Long offset) {
    TorchException.check(
        size.rank() == stride.rank(), () -> "mismatch in length of strides and shape");
    long start = offset == null ? self().geometry().offset() : offset;
    TorchException.check(start >= 0, () -> "Tensor: invalid storage offset " + start);
    for (int i = 0; i < size.rank(); i++) {
      TorchException.check(
          size.get(i) >= 0,
          () ->
              "Storage size calculation overflowed with sizes=" + size + " and strides=" + stride);
    }
    long needed = new Geometry(size, stride, start).extent();
    long item = self().dtype().itemSize();
    TorchException.check(
        size.product() == 0 || needed <= self().storage().size(),
        () ->
            "setStorage: sizes "
                + size
                + ", strides "
                + stride
                + ", storage offset "
                + start
                + ", and itemsize "
                + item
                + " requiring a storage size of "
                + needed * item
                + " are out of bounds for storage of size "
                + self().storage().size() * item);
    return Operations.apply(new AsStrided(size, stride, offset), self());
  }

  /// Differences of neighbours along `dim`, `n` times; `prepend` and `append` may be null.
  default Tensor diff(long n, int dim, Tensor prepend, Tensor append) {
    return Rearrangements.diff(self(), n, dim, prepend, append);
  }

  /// Each slice along `dim` `repeats` times.
  default Tensor repeatInterleave(long repeats, int dim) {
    return Rearrangements.repeatInterleave(self(), repeats, dim);
  }

  /// Each slice along `dim` as often as `repeats` says for it.
  default Tensor repeatInterleave(Tensor repeats, int dim) {
    return Rearrangements.repeatInterleave(self(), repeats, dim);
  }

  /// The coordinates of a grid as views; with `xy` the first two dimensions are exchanged.
  static List<Tensor> meshgrid(List<Tensor> axes, boolean xy) {
    return Rearrangements.meshgrid(axes, xy);
  }

  /// The tensors, all of one shape, along a new dimension.
  static Tensor stack(List<Tensor> tensors, int dim) {
    return Operations.apply(new Stack(dim), tensors.toArray(Tensor[]::new));
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
    if (unknown >= 0 && known == 0 && numel == 0) {
      throw TorchException.runtime(
          "cannot reshape tensor of 0 elements into shape "
              + shape
              + " because the unspecified dimension size -1 can be any value and is ambiguous");
    }
    boolean fits = unknown < 0 ? known == numel : known > 0 && numel % known == 0;
    if (!fits) {
      throw TorchException.runtime("shape '" + shape + "' is invalid for input of size " + numel);
    }
    return unknown < 0 ? shape : shape.with(unknown, numel / known);
  }
}
