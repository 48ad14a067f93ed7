package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Geometry;

/// The transposed matrix; a vector or a scalar stays as it is.
public enum T implements ViewOp {
  T;

  @Override
  public String nodeName() {
    return "TBackward0";
  }

  @Override
  public String inPlaceNodeName() {
    return "TBackward1";
  }

  @Override
  public Geometry view(Geometry input) {
    if (input.rank() > 2) {
      throw TorchException.runtime(
          "t() expects a tensor with <= 2 dimensions, but self is " + input.rank() + "D");
    }
    return input.rank() < 2 ? input : Transpose.swapped(input, 0, 1);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return g.t();
  }
}
