package dev.gradfn.nn;

/// Drops whole channels of `[n, c, d, h, w]`.
public final class Dropout3d extends DropoutLayer {
  public Dropout3d() {
    this(0.5, false);
  }

  public Dropout3d(Number p) {
    this(p, false);
  }

  public Dropout3d(Number p, boolean inplace) {
    this(new Attributes().with("p", p).with("inplace", inplace));
  }

  /// @param attributes all, by PyTorch's names
  public Dropout3d(Attributes attributes) {
    super("dropout3d", attributes);
  }
}
