package dev.gradfn.nn;

import java.util.List;
import java.util.Map;

/// What a module is called with: positional and named arguments, as hooks see them.
public record Args(List<Object> positional, Map<String, Object> named) {

  public static Args of(Object... positional) {
    return new Args(List.of(positional), Map.of());
  }

  /// Positional argument `index`.
  ///
  /// @throws IllegalArgumentException in the module's name, if it is missing or of another type
  public <T> T get(int index, Class<T> type, Module module) {
    Object value = index < positional.size() ? positional.get(index) : null;
    if (type.isInstance(value)) return type.cast(value);
    throw new IllegalArgumentException(
        module.typeName()
            + ": argument "
            + index
            + " of forward, expected "
            + type.getSimpleName()
            + ", got "
            + (value == null ? "nothing" : value.getClass().getSimpleName()));
  }
}
