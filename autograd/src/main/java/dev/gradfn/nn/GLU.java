package dev.gradfn.nn;

/// One half times the sigmoid of the other half.
public final class GLU extends Activation {
  public GLU() {
    this(-1);
  }

  public GLU(Integer dim) {
    this(new Attributes().with("dim", dim));
  }

  /// @param attributes all, by PyTorch's names
  public GLU(Attributes attributes) {
    super("glu", attributes);
  }
}
