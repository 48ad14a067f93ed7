package dev.gradfn.autograd;

import java.util.function.Supplier;

/// An error of the engine in PyTorch's words, with the kind of exception that PyTorch raises.
public final class TorchException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Python's exception types.
  public enum Kind {
    RUNTIME,
    VALUE,
    INDEX,
    TYPE,
    KEY,
    NOT_IMPLEMENTED,
    ATTRIBUTE,
    ASSERTION,
    /// `torch.autograd.gradcheck.GradcheckError`, a runtime error in Python.
    GRADCHECK
  }

  private final Kind kind;

  public TorchException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public static TorchException runtime(String message) {
    return new TorchException(Kind.RUNTIME, message);
  }

  /// @param message of a runtime error, asked for where the condition does not hold
  public static void check(boolean condition, Supplier<String> message) {
    if (!condition) throw runtime(message.get());
  }

  public static TorchException index(String message) {
    return new TorchException(Kind.INDEX, message);
  }

  public static TorchException value(String message) {
    return new TorchException(Kind.VALUE, message);
  }

  public static TorchException notImplemented(String message) {
    return new TorchException(Kind.NOT_IMPLEMENTED, message);
  }

  public static TorchException type(String message) {
    return new TorchException(Kind.TYPE, message);
  }

  public static TorchException key(String message) {
    return new TorchException(Kind.KEY, message);
  }

  public static TorchException attribute(String message) {
    return new TorchException(Kind.ATTRIBUTE, message);
  }

  public static TorchException assertion(String message) {
    return new TorchException(Kind.ASSERTION, message);
  }

  static TorchException gradcheck(String message) {
    return new TorchException(Kind.GRADCHECK, message);
  }

  public Kind kind() {
    return kind;
  }
}
