package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Broadcast;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;

/// The input repeated to `size` without copying; −1 keeps a size.
public record Expand(Dims size) implements ViewOp {
  @Override
  public String nodeName() {
    return "ExpandBackward0";
  }

  @Override
  public Geometry view(Geometry input) {
    Dims target = size;
    for (int i = 1; i <= Math.min(size.rank(), input.rank()); i++) {
      if (size.get(-i) == -1) target = target.with(-i, input.shape().get(-i));
    }
    if (!Broadcast.isExpandable(input.shape(), target)) {
      throw TorchException.runtime(
          "expand: a tensor of size " + input.shape() + " cannot be expanded to " + size);
    }
    return input.expand(target);
  }

  @Override
  public void save(Saver saver) {
    saver.value("self_sym_sizes", saver.spec(0).shape());
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return g.sumTo(saved.spec(0).shape());
  }
}
