package dev.gradfn.nn;

import dev.gradfn.core.Dims;

/// The elements of the edge, around the last two dimensions.
public final class ReplicationPad2d extends Padding {
  public ReplicationPad2d(long padding) {
    super("replicate", 2, new Attributes().with("padding", padding));
  }

  /// @param padding a pair (before, after) for each dimension, the last first
  public ReplicationPad2d(Dims padding) {
    super("replicate", 2, new Attributes().with("padding", padding));
  }
}
