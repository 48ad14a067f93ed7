package dev.gradfn.nn;

/// Quadratic where the difference is below `beta`, else linear.
public final class SmoothL1Loss extends Loss {
  public SmoothL1Loss() {
    this(new Attributes().with("reduction", "mean").with("beta", 1.0));
  }

  /// @param attributes all, by PyTorch's names
  public SmoothL1Loss(Attributes attributes) {
    super("smooth_l1_loss", attributes);
  }
}
