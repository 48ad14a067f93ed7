package dev.gradfn.nn;

import dev.gradfn.core.Dims;

/// The elements of the edge, around the last three dimensions.
public final class ReplicationPad3d extends Padding {
  public ReplicationPad3d(long padding) {
    super("replicate", 3, new Attributes().with("padding", padding));
  }

  /// @param padding a pair (before, after) for each dimension, the last first
  public ReplicationPad3d(Dims padding) {
    super("replicate", 3, new Attributes().with("padding", padding));
  }
}
