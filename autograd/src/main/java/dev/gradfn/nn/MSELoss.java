package dev.gradfn.nn;

/// The square of the difference.
public final class MSELoss extends Loss {
  public MSELoss() {
    this(new Attributes().with("reduction", "mean"));
  }

  /// @param reduction `none`, `mean` or `sum`
  public MSELoss(String reduction) {
    this(new Attributes().with("reduction", reduction));
  }

  /// @param attributes all, by PyTorch's names
  public MSELoss(Attributes attributes) {
    super("mse_loss", attributes);
  }
}
