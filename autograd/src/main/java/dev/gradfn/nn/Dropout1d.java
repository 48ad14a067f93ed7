package dev.gradfn.nn;

/// Drops whole channels of `[n, c, l]`.
public final class Dropout1d extends DropoutLayer {
  public Dropout1d() {
    this(0.5, false);
  }

  public Dropout1d(Number p) {
    this(p, false);
  }

  public Dropout1d(Number p, boolean inplace) {
    this(new Attributes().with("p", p).with("inplace", inplace));
  }

  /// @param attributes all, by PyTorch's names
  public Dropout1d(Attributes attributes) {
    super("dropout1d", attributes);
  }
}
