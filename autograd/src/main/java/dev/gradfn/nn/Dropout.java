package dev.gradfn.nn;

/// Drops single elements.
public final class Dropout extends DropoutLayer {
  public Dropout() {
    this(0.5, false);
  }

  public Dropout(Number p) {
    this(p, false);
  }

  public Dropout(Number p, boolean inplace) {
    this(new Attributes().with("p", p).with("inplace", inplace));
  }

  /// @param attributes all, by PyTorch's names
  public Dropout(Attributes attributes) {
    super("dropout", attributes);
  }
}
