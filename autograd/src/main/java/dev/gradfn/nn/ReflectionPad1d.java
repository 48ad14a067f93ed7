package dev.gradfn.nn;

import dev.gradfn.core.Dims;

/// The input mirrored at its edges, around the last dimension.
public final class ReflectionPad1d extends Padding {
  public ReflectionPad1d(long padding) {
    super("reflect", 1, new Attributes().with("padding", padding));
  }

  /// @param padding a pair (before, after) for each dimension, the last first
  public ReflectionPad1d(Dims padding) {
    super("reflect", 1, new Attributes().with("padding", padding));
  }
}
