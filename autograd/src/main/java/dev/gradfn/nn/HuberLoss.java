package dev.gradfn.nn;

/// Quadratic where the difference is below `delta`, else linear.
public final class HuberLoss extends Loss {
  public HuberLoss() {
    this(new Attributes().with("reduction", "mean").with("delta", 1.0));
  }

  /// @param attributes all, by PyTorch's names
  public HuberLoss(Attributes attributes) {
    super("huber_loss", attributes);
  }
}
