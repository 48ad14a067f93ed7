package dev.gradfn.nn;

/// `x · relu6(x + 3) / 6`.
public final class Hardswish extends Activation {
  public Hardswish() {
    this(false);
  }

  public Hardswish(boolean inplace) {
    this(new Attributes().with("inplace", inplace));
  }

  /// @param attributes all, by PyTorch's names
  public Hardswish(Attributes attributes) {
    super("hardswish", attributes);
  }

  @Override
  protected String extraRepr() {
    return "";
  }
}
