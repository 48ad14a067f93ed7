package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;

/// What stands at the other end, around the last three dimensions.
public final class CircularPad3d extends Padding {
  public CircularPad3d(long padding) {
    super("circular", 3, new Attributes().with("padding", padding));
  }

  /// @param padding a pair (before, after) for each dimension, the last first
  public CircularPad3d(Dims padding) {
    super("circular", 3, new Attributes().with("padding", padding));
  }

  @Override
  protected Object forward(Args args) {
    Ranks.require(args.get(0, Tensor.class, this), 4, 5);
    return super.forward(args);
  }
}
