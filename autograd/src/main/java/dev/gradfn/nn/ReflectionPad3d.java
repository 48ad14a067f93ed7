package dev.gradfn.nn;

import dev.gradfn.core.Dims;

/// The input mirrored at its edges, around the last three dimensions.
public final class ReflectionPad3d extends Padding {
  public ReflectionPad3d(long padding) {
    super("reflect", 3, new Attributes().with("padding", padding));
  }

  /// @param padding a pair (before, after) for each dimension, the last first
  public ReflectionPad3d(Dims padding) {
    super("reflect", 3, new Attributes().with("padding", padding));
  }
}
