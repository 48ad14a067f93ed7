package dev.gradfn.op;

import dev.gradfn.core.ArraySpec;

/// Takes what a row wants its node to keep. Only what is named here survives until backward.
public interface Saver {
  /// Whether the gradient of input `i` will be asked for.
  boolean needs(int i);

  /// Whether the result replaces input 0: some rows then save other fields.
  boolean isInPlace();

  /// How many inputs there are.
  int count();

  /// Type and geometry of input `i`.
  ArraySpec spec(int i);

  /// Keeps input `i`, which may be an optional one that was not given.
  void input(String name, int i);

  /// Keeps input `i` if `condition`; else the field exists and is null, as in PyTorch.
  default void inputIf(boolean condition, String name, int i) {
    if (condition) input(name, i);
    else value(name, null);
  }

  /// Keeps the inputs from `from` on as one list.
  void inputs(String name, int from);

  /// Keeps result `i`.
  void output(String name, int i);

  void value(String name, Object value);
}
