package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Geometry;

/// The same tensor once more: `x[...]`.
public enum Alias implements ViewOp {
  ALIAS;

  @Override
  public String nodeName() {
    return "AliasBackward0";
  }

  @Override
  public Geometry view(Geometry input) {
    return input;
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return g;
  }
}
