package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;

/// What `reshape` records on the copy that it had to make.
public record UnsafeView(Dims shape) implements ViewOp {
  @Override
  public String nodeName() {
    return "UnsafeViewBackward0";
  }

  /// Nobody else sees the copy.
  @Override
  public boolean isView() {
    return false;
  }

  @Override
  public Geometry view(Geometry input) {
    return Reshaping.view(input, shape);
  }

  @Override
  public void save(Saver saver) {
    saver.value("self_sym_sizes", saver.spec(0).shape());
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return g.reshape(saved.spec(0).shape());
  }
}
