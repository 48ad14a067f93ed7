package dev.gradfn.nn;

/// `x` where positive, else `alpha · (exp(x) − 1)`.
public final class ELU extends Activation {
  public ELU() {
    this(1.0, false);
  }

  public ELU(Number alpha) {
    this(alpha, false);
  }

  public ELU(Number alpha, boolean inplace) {
    this(new Attributes().with("alpha", alpha).with("inplace", inplace));
  }

  /// @param attributes all, by PyTorch's names
  public ELU(Attributes attributes) {
    super("elu", attributes);
  }
}
