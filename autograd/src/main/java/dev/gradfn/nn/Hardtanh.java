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
    double min = attributes.number("min_val").doubleValue();
    double max = attributes.number("max_val").doubleValue();
    // Python asserts it without a word.
    if (!(max > min)) throw TorchException.assertion("");
  }
}
