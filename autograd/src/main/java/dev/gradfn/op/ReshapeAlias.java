package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;

/// What `reshape` records for an input that is not contiguous but can be viewed all the same.
public record ReshapeAlias(Dims shape) implements ViewOp {
  @Override
  public String nodeName() {
    return "ReshapeAliasBackward0";
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
