package dev.gradfn.nn;

/// The logarithm of [Softmax].
public final class LogSoftmax extends Activation {
  public LogSoftmax() {
    this((Integer) null);
  }

  public LogSoftmax(Integer dim) {
    this(new Attributes().with("dim", dim));
  }

  /// @param attributes all, by PyTorch's names
  public LogSoftmax(Attributes attributes) {
    super("log_softmax", attributes);
  }
}
