package dev.gradfn.nn;

/// `log(1 + exp(beta · x)) / beta`; `x` itself where `beta · x` is above `threshold`.
public final class Softplus extends Activation {
  public Softplus() {
    this(1.0, 20.0);
  }

  public Softplus(Number beta, Number threshold) {
    this(new Attributes().with("beta", beta).with("threshold", threshold));
  }

  /// @param attributes all, by PyTorch's names
  public Softplus(Attributes attributes) {
    super("softplus", attributes);
  }
}
