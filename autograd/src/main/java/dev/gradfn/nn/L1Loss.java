package dev.gradfn.nn;

/// The size of the difference.
public final class L1Loss extends Loss {
  public L1Loss() {
    this(new Attributes().with("reduction", "mean"));
  }

  /// @param reduction `none`, `mean` or `sum`
  public L1Loss(String reduction) {
    this(new Attributes().with("reduction", reduction));
  }

  /// @param attributes all, by PyTorch's names
  public L1Loss(Attributes attributes) {
    super("l1_loss", attributes);
  }
}
