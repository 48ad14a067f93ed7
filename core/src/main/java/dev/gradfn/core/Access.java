package dev.gradfn.core;

/// What a kernel is about to do with a storage's memory.
public enum Access {
  /// Look at it.
  READ,
  /// Change some of it: the old contents are needed.
  UPDATE,
  /// Replace all of it: the old contents need not be fetched from wherever they are.
  OVERWRITE;

  boolean writes() {
    return this != READ;
  }
}
