package dev.gradfn.nn;

/// Wants an anchor nearer to the second input than to the third.
public final class TripletMarginLoss extends Loss {
  public TripletMarginLoss() {
    this(
        new Attributes()
            .with("margin", 1.0)
            .with("p", 2.0)
            .with("eps", 1e-6)
            .with("swap", false)
            .with("reduction", "mean"));
  }

  /// @param attributes all, by PyTorch's names
  public TripletMarginLoss(Attributes attributes) {
    super("triplet_margin_loss", attributes);
  }
}
