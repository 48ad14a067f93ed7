package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Geometry;

/// A matrix transposed; a vector or a number as it is. aten's `t`.
public record T() implements ViewOp {
  @Override
  public String nodeName() {
    return "TBackward0";
  }

  @Override
  public Geometry view(Geometry input) {
    if (input.rank() > 2) {
      throw TorchException.runtime(
          "t() expects a tensor with <= 2 dimensions, but self is " + input.rank() + "D");
    }
    return input.rank() < 2 ? input : input.permute(1, 0);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return Operations.apply(this, g);
  }
}
