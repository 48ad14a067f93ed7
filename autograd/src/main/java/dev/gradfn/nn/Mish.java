package dev.gradfn.nn;

/// `x · tanh(softplus(x))`.
public final class Mish extends Activation {
  public Mish() {
    this(false);
  }

  public Mish(boolean inplace) {
    this(new Attributes().with("inplace", inplace));
  }

  /// @param attributes all, by PyTorch's names
  public Mish(Attributes attributes) {
    super("mish", attributes);
  }
}
