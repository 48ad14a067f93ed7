package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Geometry;

/// Index `index` of dimension `dim`, which disappears.
public record Select(int dim, long index) implements ViewOp {
  @Override
  public String nodeName() {
    return "SelectBackward0";
  }

  @Override
  public Geometry view(Geometry input) {
    if (input.rank() == 0) {
      throw TorchException.index("select() cannot be applied to a 0-dim tensor.");
    }
    int d = ViewOp.wrap(dim, input.rank());
    long size = input.shape().get(d);
    if (index < -size || index >= size) {
      throw TorchException.index(
          "select(): index "
              + index
              + " out of range for tensor of size "
              + input.shape()
              + " at dimension "
              + d);
    }
    return input.select(d, index < 0 ? index + size : index);
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", (long) dim);
    saver.value("index", index);
    saver.value("self_sym_sizes", saver.spec(0).shape());
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return Operations.apply(new Embed(saved.spec(0).shape(), this), g);
  }
}
