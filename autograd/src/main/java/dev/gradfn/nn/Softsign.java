package dev.gradfn.nn;

/// `x / (1 + |x|)`.
public final class Softsign extends Activation {
  public Softsign() {
    this(new Attributes());
  }

  /// @param attributes all, by PyTorch's names
  public Softsign(Attributes attributes) {
    super("softsign", attributes);
  }
}
