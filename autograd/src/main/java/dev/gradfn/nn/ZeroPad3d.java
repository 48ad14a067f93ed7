package dev.gradfn.nn;

import dev.gradfn.core.Dims;

/// Zeros around the last three dimensions.
public final class ZeroPad3d extends Padding {
  public ZeroPad3d(long padding) {
    super(3, padding, 0.0);
  }

  /// @param padding a pair (before, after) for each dimension, the last first
  public ZeroPad3d(Dims padding) {
    super(3, padding, 0.0);
  }
}
