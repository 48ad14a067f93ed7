package dev.gradfn.nn;

/// Dropout that keeps mean and variance, for [SELU].
public final class AlphaDropout extends DropoutLayer {
  public AlphaDropout() {
    this(0.5, false);
  }

  public AlphaDropout(Number p) {
    this(p, false);
  }

  public AlphaDropout(Number p, boolean inplace) {
    this(new Attributes().with("p", p).with("inplace", inplace));
  }

  /// @param attributes all, by PyTorch's names
  public AlphaDropout(Attributes attributes) {
    super("alpha_dropout", attributes);
  }
}
