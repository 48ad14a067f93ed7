package dev.gradfn.nn;

/// `1 / (1 + exp(−x))`.
public final class Sigmoid extends Activation {
  public Sigmoid() {
    this(new Attributes());
  }

  /// @param attributes all, by PyTorch's names
  public Sigmoid(Attributes attributes) {
    super("sigmoid", attributes);
  }
}
