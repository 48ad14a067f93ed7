package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;

/// What stands at the other end, around the last dimension.
public final class CircularPad1d extends Padding {
  public CircularPad1d(long padding) {
    super("circular", 1, new Attributes().with("padding", padding));
  }

  /// @param padding a pair (before, after) for each dimension, the last first
  public CircularPad1d(Dims padding) {
    super("circular", 1, new Attributes().with("padding", padding));
  }

  @Override
  protected Object forward(Args args) {
    Ranks.require(args.get(0, Tensor.class, this), 2, 3);
    return super.forward(args);
  }
}
