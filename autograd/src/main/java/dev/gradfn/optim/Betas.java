package dev.gradfn.optim;

import java.util.List;

/// The two decay rates of the Adam family, a tuple of Python.
public record Betas(Number first, Number second) {

  /// @param value a Betas, or a list of two numbers
  static Betas of(Object value) {
    return switch (value) {
      case Betas betas -> betas;
      case List<?> list when list.size() == 2 ->
          new Betas((Number) list.get(0), (Number) list.get(1));
      case null, default ->
          throw new IllegalArgumentException("betas must be two numbers, got " + value);
    };
  }

  public Betas withFirst(Number value) {
    return new Betas(value, second);
  }

  @Override
  public String toString() {
    return "(" + PythonText.of(first) + ", " + PythonText.of(second) + ")";
  }
}
