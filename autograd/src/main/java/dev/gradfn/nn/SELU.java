package dev.gradfn.nn;

/// A scaled [ELU] that keeps mean 0 and variance 1.
public final class SELU extends Activation {
  public SELU() {
    this(false);
  }

  public SELU(boolean inplace) {
    this(new Attributes().with("inplace", inplace));
  }

  /// @param attributes all, by PyTorch's names
  public SELU(Attributes attributes) {
    super("selu", attributes);
  }
}
