package dev.gradfn.nn;

import dev.gradfn.core.Dims;

/// The input mirrored at its edges, around the last two dimensions.
public final class ReflectionPad2d extends Padding {
  public ReflectionPad2d(long padding) {
    super("reflect", 2, new Attributes().with("padding", padding));
  }

  /// @param padding a pair (before, after) for each dimension, the last first
  public ReflectionPad2d(Dims padding) {
    super("reflect", 2, new Attributes().with("padding", padding));
  }
}
