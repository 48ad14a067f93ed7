package dev.gradfn.nn;

/// How unlikely counts are that follow Poisson distributions.
public final class PoissonNLLLoss extends Loss {
  public PoissonNLLLoss() {
    this(
        new Attributes()
            .with("log_input", true)
            .with("full", false)
            .with("eps", 1e-8)
            .with("reduction", "mean"));
  }

  /// @param attributes all, by PyTorch's names
  public PoissonNLLLoss(Attributes attributes) {
    super("poisson_nll_loss", attributes);
  }
}
