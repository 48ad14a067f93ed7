package dev.gradfn.nn;

/// [Softmax] of the negated input.
public final class Softmin extends Activation {
  public Softmin() {
    this((Integer) null);
  }

  public Softmin(Integer dim) {
    this(new Attributes().with("dim", dim));
  }

  /// @param attributes all, by PyTorch's names
  public Softmin(Attributes attributes) {
    super("softmin", attributes);
  }
}
