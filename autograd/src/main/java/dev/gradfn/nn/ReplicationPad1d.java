package dev.gradfn.nn;

import dev.gradfn.core.Dims;

/// The elements of the edge, around the last dimension.
public final class ReplicationPad1d extends Padding {
  public ReplicationPad1d(long padding) {
    super("replicate", 1, new Attributes().with("padding", padding));
  }

  /// @param padding a pair (before, after) for each dimension, the last first
  public ReplicationPad1d(Dims padding) {
    super("replicate", 1, new Attributes().with("padding", padding));
  }
}
