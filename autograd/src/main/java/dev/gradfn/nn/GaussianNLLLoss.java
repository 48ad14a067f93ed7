package dev.gradfn.nn;

/// How unlikely targets are that follow normal distributions. Called with input, target, variance.
public final class GaussianNLLLoss extends Loss {
  public GaussianNLLLoss() {
    this(new Attributes().with("full", false).with("eps", 1e-6).with("reduction", "mean"));
  }

  /// @param attributes all, by PyTorch's names
  public GaussianNLLLoss(Attributes attributes) {
    super("gaussian_nll_loss", attributes);
  }
}
