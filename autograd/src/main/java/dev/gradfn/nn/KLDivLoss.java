package dev.gradfn.nn;

/// The divergence of the distribution with log probabilities `input` from the target.
public final class KLDivLoss extends Loss {
  public KLDivLoss() {
    this(new Attributes().with("reduction", "mean").with("log_target", false));
  }

  /// @param attributes all, by PyTorch's names
  public KLDivLoss(Attributes attributes) {
    super("kl_div", attributes);
  }
}
