package dev.gradfn.nn;

import dev.gradfn.core.Dims;

/// A number around the last three dimensions.
public final class ConstantPad3d extends Padding {
  public ConstantPad3d(long padding, Number value) {
    super(3, padding, value);
  }

  /// @param padding a pair (before, after) for each dimension, the last first
  public ConstantPad3d(Dims padding, Number value) {
    super(3, padding, value);
  }

  @Override
  protected String extraRepr() {
    return attributes.repr("padding", "value");
  }
}
