package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;

/// The diagonal of dimensions `dim1` and `dim2`, as last dimension; `offset` above the main one.
public record Diagonal(long offset, int dim1, int dim2) implements ViewOp {
  @Override
  public String nodeName() {
    return "DiagonalBackward0";
  }

  @Override
  public Geometry view(Geometry input) {
    int row = ViewOp.wrap(dim1, input.rank());
    int column = ViewOp.wrap(dim2, input.rank());
    if (row == column) {
      throw TorchException.runtime("diagonal dimensions cannot be identical " + dim1 + ", " + dim2);
    }
    Dims shape = input.shape();
    Dims strides = input.strides();
    long down = Math.max(-offset, 0);
    long right = Math.max(offset, 0);
    long length = Math.max(Math.min(shape.get(row) - down, shape.get(column) - right), 0);
    long start = length == 0 ? 0 : down * strides.get(row) + right * strides.get(column);
    int first = Math.max(row, column);
    int second = Math.min(row, column);
    Dims sizes = shape.without(first).without(second);
    Dims steps = strides.without(first).without(second);
    return new Geometry(
        sizes.insert(sizes.rank(), length),
        steps.insert(steps.rank(), strides.get(row) + strides.get(column)),
        input.offset() + start);
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim1", (long) dim1);
    saver.value("dim2", (long) dim2);
    saver.value("offset", offset);
    saver.value("self_sym_sizes", saver.spec(0).shape());
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return Operations.apply(new Embed(saved.spec(0).shape(), this), g);
  }
}
