package dev.gradfn.nn;

import dev.gradfn.core.Dims;

/// Zeros around the last two dimensions.
public final class ZeroPad2d extends Padding {
  public ZeroPad2d(long padding) {
    super(2, padding, 0.0);
  }

  /// @param padding a pair (before, after) for each dimension, the last first
  public ZeroPad2d(Dims padding) {
    super(2, padding, 0.0);
  }
}
