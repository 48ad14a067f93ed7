package dev.gradfn.nn;

/// `x` moved towards 0 by `lambd`.
public final class Softshrink extends Activation {
  public Softshrink() {
    this(0.5);
  }

  public Softshrink(Number lambd) {
    this(new Attributes().with("lambd", lambd));
  }

  /// @param attributes all, by PyTorch's names
  public Softshrink(Attributes attributes) {
    super("softshrink", attributes);
  }

  @Override
  protected String extraRepr() {
    return Repr.value(attributes.get("lambd"));
  }
}
