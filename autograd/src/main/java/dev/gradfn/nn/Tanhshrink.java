package dev.gradfn.nn;

/// `x − tanh(x)`.
public final class Tanhshrink extends Activation {
  public Tanhshrink() {
    this(new Attributes());
  }

  /// @param attributes all, by PyTorch's names
  public Tanhshrink(Attributes attributes) {
    super("tanhshrink", attributes);
  }
}
