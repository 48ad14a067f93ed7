package dev.gradfn.nn;

/// The logistic loss of targets that are 1 or −1.
public final class SoftMarginLoss extends Loss {
  public SoftMarginLoss() {
    this(new Attributes().with("reduction", "mean"));
  }

  /// @param attributes all, by PyTorch's names
  public SoftMarginLoss(Attributes attributes) {
    super("soft_margin_loss", attributes);
  }
}
