package dev.gradfn.nn;

/// `x` where above `threshold`, else `value`.
public final class Threshold extends Activation {
  public Threshold(Number threshold, Number value) {
    this(threshold, value, false);
  }

  public Threshold(Number threshold, Number value, boolean inplace) {
    this(
        new Attributes()
            .with("threshold", threshold)
            .with("value", value)
            .with("inplace", inplace));
  }

  /// @param attributes all, by PyTorch's names
  public Threshold(Attributes attributes) {
    super("threshold", attributes);
  }
}
