package dev.gradfn.core;

/// A backend was asked for that cannot run here: not on the class path, or without its hardware.
public final class BackendUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BackendUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
