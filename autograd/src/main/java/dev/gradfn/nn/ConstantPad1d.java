package dev.gradfn.nn;

import dev.gradfn.core.Dims;

/// A number around the last dimension.
public final class ConstantPad1d extends Padding {
  public ConstantPad1d(long padding, Number value) {
    super(1, padding, value);
  }

  /// @param padding a pair (before, after) for each dimension, the last first
  public ConstantPad1d(Dims padding, Number value) {
    super(1, padding, value);
  }

  @Override
  protected String extraRepr() {
    return attributes.repr("padding", "value");
  }
}
