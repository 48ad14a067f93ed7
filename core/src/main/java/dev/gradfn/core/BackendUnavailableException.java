package dev.gradfn.core;

/// A backend was asked for that cannot run here: not on the class path, or without its hardware.
public final class BackendUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BackendUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  /// What lies at the bottom of `e`, in one line: a library fails to load behind many wrappers.
  public static String rootCause(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) cause = cause.getCause();
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return cause.getClass().getSimpleName() + ": " + message;
  }
}
