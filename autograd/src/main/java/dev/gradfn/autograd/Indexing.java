package dev.gradfn.autograd;

import dev.gradfn.core.Broadcast;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.op.Fill;
import dev.gradfn.op.Gather;
import dev.gradfn.op.IndexAdd;
import dev.gradfn.op.IndexCopy;
import dev.gradfn.op.IndexFill;
import dev.gradfn.op.IndexSelect;
import dev.gradfn.op.MaskedFill;
import dev.gradfn.op.MaskedSelect;
import dev.gradfn.op.NumberRange;
import dev.gradfn.op.Pointwise;
import dev.gradfn.op.Scatter;
import dev.gradfn.op.Select;
import dev.gradfn.op.Slice;
import dev.gradfn.op.Take;
import dev.gradfn.op.Where;
import java.util.List;

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

  /// `length` elements of `dim` from `start`.
  default Tensor narrow(int dim, long start, long length) {
    Dims shape = self().shape();
    if (shape.rank() == 0) {
      throw TorchException.runtime("narrow() cannot be applied to a 0-dim tensor.");
    }
    if (length < 0) throw TorchException.runtime("narrow(): length must be non-negative.");
    long size = shape.get(Axes.wrap(dim, shape.rank()));
    if (start < -size || start > size) {
      throw TorchException.index(
          "start out of range (expected to be in range of [-"
              + size
              + ", "
              + size
              + "], but got "
              + start
              + ")");
    }
    long first = start < 0 ? start + size : start;
    if (first + length > size) {
      throw TorchException.runtime(
          "start (" + first + ") + length (" + length + ") exceeds dimension size (" + size + ").");
    }
    return slice(dim, first, first + length);
  }

  /// What Python writes in brackets: see [Subscript].
  default Tensor get(Object... index) {
    return Subscript.get(self(), List.of(index));
  }

  /// The slices along `dim` whose numbers are in `index`.
  default Tensor indexSelect(int dim, Tensor index) {
    return Operations.apply(new IndexSelect(dim), self(), index);
  }

  /// Along `dim` the element whose number is in `index`, at each place of `index`.
  default Tensor gather(int dim, Tensor index) {
    return Operations.apply(new Gather(dim), self(), index);
  }

  /// The elements whose numbers in row-major order are in `index`.
  default Tensor take(Tensor index) {
    return Operations.apply(Take.TAKE, self(), index);
  }

  /// A copy with the elements of `source` at the places along `dim` that `index` names.
  default Tensor scatter(int dim, Tensor index, Tensor source) {
    return Operations.apply(new Scatter(dim, Scatter.Kind.SOURCE), self(), source, index);
  }

  /// The same with one number.
  default Tensor scatter(int dim, Tensor index, Number value) {
    Scatter op = new Scatter(dim, Scatter.Kind.VALUE);
    return Operations.apply(op, self(), Tensor.number(value), index);
  }

  /// A copy with the elements of `source` added at the places along `dim` that `index` names.
  default Tensor scatterAdd(int dim, Tensor index, Tensor source) {
    return Operations.apply(new Scatter(dim, Scatter.Kind.ADD), self(), source, index);
  }

  /// A copy with `alpha` times the slices of `source` added at the numbers in `index`.
  default Tensor indexAdd(int dim, Tensor index, Tensor source, Number alpha) {
    return Operations.apply(new IndexAdd(dim, alpha), self(), source, index);
  }

  /// A copy with the slices of `source` at the numbers in `index` along `dim`.
  default Tensor indexCopy(int dim, Tensor index, Tensor source) {
    return Operations.apply(new IndexCopy(dim), self(), source, index);
  }

  /// A copy with `value` in the slices along `dim` whose numbers are in `index`.
  default Tensor indexFill(int dim, Tensor index, Number value) {
    IndexFill op = new IndexFill(dim, IndexFill.Kind.NUMBER);
    return Operations.apply(op, self(), Tensor.number(value), index);
  }

  /// The same with a 0-dimensional tensor, which has a gradient.
  default Tensor indexFill(int dim, Tensor index, Tensor value) {
    return Operations.apply(new IndexFill(dim, IndexFill.Kind.TENSOR), self(), value, index);
  }

  default Tensor scatter_(int dim, Tensor index, Tensor source) {
    Scatter op = new Scatter(dim, Scatter.Kind.SOURCE);
    return Operations.applyInPlace(op, self(), source, index);
  }

  default Tensor scatter_(int dim, Tensor index, Number value) {
    Scatter op = new Scatter(dim, Scatter.Kind.VALUE);
    return Operations.applyInPlace(op, self(), Tensor.number(value), index);
  }

  default Tensor scatterAdd_(int dim, Tensor index, Tensor source) {
    return Operations.applyInPlace(new Scatter(dim, Scatter.Kind.ADD), self(), source, index);
  }

  default Tensor indexAdd_(int dim, Tensor index, Tensor source, Number alpha) {
    return Operations.applyInPlace(new IndexAdd(dim, alpha), self(), source, index);
  }

  default Tensor indexCopy_(int dim, Tensor index, Tensor source) {
    return Operations.applyInPlace(new IndexCopy(dim), self(), source, index);
  }

  default Tensor indexFill_(int dim, Tensor index, Number value) {
    IndexFill op = new IndexFill(dim, IndexFill.Kind.NUMBER);
    return Operations.applyInPlace(op, self(), Tensor.number(value), index);
  }

  default Tensor indexFill_(int dim, Tensor index, Tensor value) {
    return Operations.applyInPlace(new IndexFill(dim, IndexFill.Kind.TENSOR), self(), value, index);
  }

  /// The elements where `mask` is true, as a vector.
  default Tensor maskedSelect(Tensor mask) {
    Dims shape = Pointwise.broadcast(mask.shape(), self().shape());
    long count = 0;
    for (long one : mask.toLongArray()) count += one;
    long repeated = mask.numel() == 0 ? 0 : shape.product() / mask.numel();
    return Operations.apply(new MaskedSelect(count * repeated), self(), mask);
  }

  /// A copy with `value` where `mask` is true.
  default Tensor maskedFill(Tensor mask, Number value) {
    NumberRange.require(value, self().dtype());
    return Operations.apply(MaskedFill.NUMBER, self(), Tensor.number(value), mask);
  }

  /// The same with a 0-dimensional tensor, which has a gradient.
  default Tensor maskedFill(Tensor mask, Tensor value) {
    return Operations.apply(MaskedFill.TENSOR, self(), value, mask);
  }

  default Tensor maskedFill_(Tensor mask, Number value) {
    NumberRange.require(value, self().dtype());
    return Operations.applyInPlace(MaskedFill.NUMBER, self(), Tensor.number(value), mask);
  }

  default Tensor maskedFill_(Tensor mask, Tensor value) {
    return Operations.applyInPlace(MaskedFill.TENSOR, self(), value, mask);
  }

  /// `a` where `condition` is true, `b` where it is not.
  static Tensor where(Tensor condition, Tensor a, Tensor b) {
    if (condition.dtype() != DType.BOOL && condition.dtype() != DType.UINT8) {
      throw TorchException.runtime(
          "where expected condition to be a boolean tensor, but got a tensor with dtype "
              + condition.dtype().scalarType());
    }
    return Operations.apply(Where.WHERE, a, b, condition);
  }

  /// Per dimension the numbers of the elements that are not 0.
  static List<Tensor> where(Tensor condition) {
    return Subscript.nonzero(condition);
  }

  /// A copy with every element `value`.
  default Tensor fill(Number value) {
    NumberRange.require(value, self().dtype());
    return Operations.apply(Fill.NUMBER, self(), Tensor.number(value));
  }

  /// The same with a 0-dimensional tensor, which has a gradient.
  default Tensor fill(Tensor value) {
    return Operations.apply(Fill.TENSOR, self(), value);
  }

  default Tensor fill_(Number value) {
    NumberRange.require(value, self().dtype());
    return Operations.applyInPlace(Fill.NUMBER, self(), Tensor.number(value));
  }

  default Tensor fill_(Tensor value) {
    return Operations.applyInPlace(Fill.TENSOR, self(), value);
  }

  default Tensor zero_() {
    return Operations.applyInPlace(Fill.ZERO, self(), Tensor.number(0));
  }

  /// [#gather], with this tensor and `index` broadcast in the other dimensions.
  default Tensor takeAlongDim(Tensor index, int dim) {
    TorchException.check(
        self().dim() == index.dim(),
        () ->
            "torch.take_along_dim(): input and indices should have the same number of dimensions, but got %d dimensions for input, and %d dimensions for indices"
                .formatted(self().dim(), index.dim()));
    int d = Axes.wrap(dim, self().dim());
    Dims shape = self().shape();
    Dims common = Broadcast.shape(shape.with(d, 1), index.shape().with(d, 1));
    Tensor source = self().expand(common.with(d, shape.get(d)));
    // Numbers beyond the end begin anew, and negative ones count from it.
    Tensor within = index.remainder(Tensor.number(Math.max(shape.get(d), 1)));
    return source.gather(d, within.expand(common.with(d, index.shape().get(d))));
  }
}
