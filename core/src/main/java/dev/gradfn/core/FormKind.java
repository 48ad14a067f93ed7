package dev.gradfn.core;

/// Names one form of memory and makes it. Two requests for equal kinds get the same form, so a kind
/// that depends on a layout must say so in its `equals`.
public interface FormKind<F extends Form> {
  /// Memory for the storage's elements, contents undefined.
  F create(Storage storage);

  Class<F> type();
}
