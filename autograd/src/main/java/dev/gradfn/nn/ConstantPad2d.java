package dev.gradfn.nn;

import dev.gradfn.core.Dims;

/// A number around the last two dimensions.
public final class ConstantPad2d extends Padding {
  public ConstantPad2d(long padding, Number value) {
    super(2, padding, value);
  }

  /// @param padding a pair (before, after) for each dimension, the last first
  public ConstantPad2d(Dims padding, Number value) {
    super(2, padding, value);
  }

  @Override
  protected String extraRepr() {
    return attributes.repr("padding", "value");
  }
}
