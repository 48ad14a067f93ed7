package dev.gradfn.optim;

import java.util.List;

/// An option of two numbers, a tuple of Python: `betas`, `etas`, `step_sizes`. The first of
/// Adafactor's `eps` may be null.
public record Pair(Number first, Number second) {

  /// @param value a Pair, or a list of two numbers
  static Pair of(String name, Object value) {
    if (wrapped(value) instanceof Pair pair) return pair;
    throw new IllegalArgumentException(name + " must be two numbers, got " + value);
  }

  /// A list of two numbers as a pair, any other value as it is.
  static Object wrapped(Object value) {
    if (!(value instanceof List<?> list) || list.size() != 2) return value;
    Object first = list.get(0);
    boolean numbers = (first == null || first instanceof Number) && list.get(1) instanceof Number;
    return numbers ? new Pair((Number) first, (Number) list.get(1)) : value;
  }

  public Pair withFirst(Number value) {
    return new Pair(value, second);
  }

  @Override
  public String toString() {
    return "(" + PythonText.of(first) + ", " + PythonText.of(second) + ")";
  }
}
