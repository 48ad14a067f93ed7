package dev.gradfn.nn;

/// `relu6(x + 3) / 6`.
public final class Hardsigmoid extends Activation {
  public Hardsigmoid() {
    this(false);
  }

  public Hardsigmoid(boolean inplace) {
    this(new Attributes().with("inplace", inplace));
  }

  /// @param attributes all, by PyTorch's names
  public Hardsigmoid(Attributes attributes) {
    super("hardsigmoid", attributes);
  }

  @Override
  protected String extraRepr() {
    return "";
  }
}
