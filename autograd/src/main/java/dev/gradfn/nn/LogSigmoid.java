package dev.gradfn.nn;

/// The logarithm of [Sigmoid].
public final class LogSigmoid extends Activation {
  public LogSigmoid() {
    this(new Attributes());
  }

  /// @param attributes all, by PyTorch's names
  public LogSigmoid(Attributes attributes) {
    super("logsigmoid", attributes);
  }
}
