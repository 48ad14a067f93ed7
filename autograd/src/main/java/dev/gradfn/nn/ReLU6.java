package dev.gradfn.nn;

/// `x`, cut off at 0 and at 6.
public final class ReLU6 extends Activation {
  public ReLU6() {
    this(false);
  }

  public ReLU6(boolean inplace) {
    this(new Attributes().with("min_val", 0.0).with("max_val", 6.0).with("inplace", inplace));
  }

  /// @param attributes all, by PyTorch's names
  public ReLU6(Attributes attributes) {
    super("hardtanh", attributes);
  }

  @Override
  protected String extraRepr() {
    return attributes.flag("inplace") ? "inplace=True" : "";
  }
}
