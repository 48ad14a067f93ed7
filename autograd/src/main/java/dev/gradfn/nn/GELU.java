package dev.gradfn.nn;

/// `x · Φ(x)`, exactly (`none`) or by `tanh`.
public final class GELU extends Activation {
  public GELU() {
    this("none");
  }

  public GELU(String approximate) {
    this(new Attributes().with("approximate", approximate));
  }

  /// @param attributes all, by PyTorch's names
  public GELU(Attributes attributes) {
    super("gelu", attributes);
  }
}
