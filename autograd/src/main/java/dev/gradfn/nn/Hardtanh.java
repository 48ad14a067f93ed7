package dev.gradfn.nn;

import dev.gradfn.autograd.TorchException;

/// `x`, cut off at `minVal` and `maxVal`.
public final class Hardtanh extends Activation {
  public Hardtanh() {
    this(-1.0, 1.0, false);
  }

  public Hardtanh(Number minVal, Number maxVal) {
    this(minVal, maxVal, false);
  }

  public Hardtanh(Number minVal, Number maxVal, boolean inplace) {
    this(new Attributes().with("min_val", minVal).with("max_val", maxVal).with("inplace", inplace));
  }

  /// @param attributes all, by PyTorch's names
  public Hardtanh(Attributes attributes) {
    super("hardtanh", attributes);
    Number min = attributes.number("min_val");
    Number max = attributes.number("max_val");
    if (max.doubleValue() > min.doubleValue()) return;
    throw TorchException.assertion(
        "max_val (" + max + ") must be greater than min_val (" + min + ")");
  }
}
