package dev.gradfn.nn;

/// The hyperbolic tangent.
public final class Tanh extends Activation {
  public Tanh() {
    this(new Attributes());
  }

  /// @param attributes all, by PyTorch's names
  public Tanh(Attributes attributes) {
    super("tanh", attributes);
  }
}
