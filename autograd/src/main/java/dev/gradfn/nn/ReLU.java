package dev.gradfn.nn;

/// `x` where positive, else 0.
public final class ReLU extends Activation {
  public ReLU() {
    this(false);
  }

  public ReLU(boolean inplace) {
    this(new Attributes().with("inplace", inplace));
  }

  /// @param attributes all, by PyTorch's names
  public ReLU(Attributes attributes) {
    super("relu", attributes);
  }
}
