package dev.gradfn.nn;

/// [AlphaDropout] of whole channels.
public final class FeatureAlphaDropout extends DropoutLayer {
  public FeatureAlphaDropout() {
    this(0.5, false);
  }

  public FeatureAlphaDropout(Number p) {
    this(p, false);
  }

  public FeatureAlphaDropout(Number p, boolean inplace) {
    this(new Attributes().with("p", p).with("inplace", inplace));
  }

  /// @param attributes all, by PyTorch's names
  public FeatureAlphaDropout(Attributes attributes) {
    super("feature_alpha_dropout", attributes);
  }
}
