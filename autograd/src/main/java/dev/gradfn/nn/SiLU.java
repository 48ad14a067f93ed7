package dev.gradfn.nn;

/// `x · sigmoid(x)`.
public final class SiLU extends Activation {
  public SiLU() {
    this(false);
  }

  public SiLU(boolean inplace) {
    this(new Attributes().with("inplace", inplace));
  }

  /// @param attributes all, by PyTorch's names
  public SiLU(Attributes attributes) {
    super("silu", attributes);
  }
}
