package dev.gradfn.analysis;

import java.util.Locale;

/// The channels that a module takes, or those that it gives. What takes and gives the same ones,
/// such as a norm or a depthwise convolution, counts as giving.
public enum Side {
  IN,
  OUT;

  /// `in` or `out`.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
