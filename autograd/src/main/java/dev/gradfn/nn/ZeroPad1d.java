package dev.gradfn.nn;

import dev.gradfn.core.Dims;

/// Zeros around the last dimension.
public final class ZeroPad1d extends Padding {
  public ZeroPad1d(long padding) {
    super(1, padding, 0.0);
  }

  /// @param padding a pair (before, after) for each dimension, the last first
  public ZeroPad1d(Dims padding) {
    super(1, padding, 0.0);
  }
}
