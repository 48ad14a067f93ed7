package dev.gradfn.autograd;

/// Counts in-place changes; shared by a tensor, its views and its detached twins.
final class VersionCounter {
  private int value;

  int value() {
    return value;
  }

  void bump() {
    value++;
  }
}
