package dev.gradfn.nn;

/// `x`, but 0 within `±lambd`.
public final class Hardshrink extends Activation {
  public Hardshrink() {
    this(0.5);
  }

  public Hardshrink(Number lambd) {
    this(new Attributes().with("lambd", lambd));
  }

  /// @param attributes all, by PyTorch's names
  public Hardshrink(Attributes attributes) {
    super("hardshrink", attributes);
  }

  @Override
  protected String extraRepr() {
    return Repr.value(attributes.get("lambd"));
  }
}
