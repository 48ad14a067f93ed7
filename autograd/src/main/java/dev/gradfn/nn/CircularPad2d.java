package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;

/// What stands at the other end, around the last two dimensions.
public final class CircularPad2d extends Padding {
  public CircularPad2d(long padding) {
    super("circular", 2, new Attributes().with("padding", padding));
  }

  /// @param padding a pair (before, after) for each dimension, the last first
  public CircularPad2d(Dims padding) {
    super("circular", 2, new Attributes().with("padding", padding));
  }

  @Override
  protected Object forward(Args args) {
    Ranks.require(args.get(0, Tensor.class, this), 3, 4);
    return super.forward(args);
  }
}
