package dev.gradfn.signature;

/// A public operation: its signature and what it does.
public record Operation(Signature signature, Body body) {

  /// Runs with bound arguments; gives a tensor, a list of results, or a plain value.
  @FunctionalInterface
  public interface Body {
    Object run(Arguments arguments);
  }
}
