package dev.gradfn.nn;

/// Exponentials along a dimension, divided by their sum.
public final class Softmax extends Activation {
  public Softmax() {
    this((Integer) null);
  }

  public Softmax(Integer dim) {
    this(new Attributes().with("dim", dim));
  }

  /// @param attributes all, by PyTorch's names
  public Softmax(Attributes attributes) {
    super("softmax", attributes);
  }
}
