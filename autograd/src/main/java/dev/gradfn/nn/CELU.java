package dev.gradfn.nn;

/// `x` where positive, else `alpha · (exp(x / alpha) − 1)`.
public final class CELU extends Activation {
  public CELU() {
    this(1.0, false);
  }

  public CELU(Number alpha) {
    this(alpha, false);
  }

  public CELU(Number alpha, boolean inplace) {
    this(new Attributes().with("alpha", alpha).with("inplace", inplace));
  }

  /// @param attributes all, by PyTorch's names
  public CELU(Attributes attributes) {
    super("celu", attributes);
  }
}
