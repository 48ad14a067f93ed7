package dev.gradfn.nn;

/// Drops whole channels of `[n, c, h, w]`.
public final class Dropout2d extends DropoutLayer {
  public Dropout2d() {
    this(0.5, false);
  }

  public Dropout2d(Number p) {
    this(p, false);
  }

  public Dropout2d(Number p, boolean inplace) {
    this(new Attributes().with("p", p).with("inplace", inplace));
  }

  /// @param attributes all, by PyTorch's names
  public Dropout2d(Attributes attributes) {
    super("dropout2d", attributes);
  }
}
