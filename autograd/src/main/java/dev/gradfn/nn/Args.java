package dev.gradfn.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a module is called with: positional and named arguments, as hooks see them. A value may be
/// null: Python's None.
public record Args(List<Object> positional, Map<String, Object> named) {
  public Args {
    positional = Collections.unmodifiableList(new ArrayList<>(positional));
    named = Collections.unmodifiableMap(new LinkedHashMap<>(named));
  }

  /// As PyTorch calls what a layer takes.
  private static final String INPUT = "input";

  /// @throws IllegalArgumentException in Python's words, unless there is one argument, its input
  void requireOneInput(Module module) {
    int count = positional.size();
    if (count > 1) {
      throw refused(module, "takes 2 positional arguments but " + (count + 1) + " were given");
    }
    for (String name : named.keySet()) {
      if (!name.equals(INPUT)) {
        throw refused(module, "got an unexpected keyword argument '" + name + "'");
      }
      if (count == 1) throw refused(module, "got multiple values for argument 'input'");
    }
    if (count + named.size() == 0) {
      throw refused(module, "missing 1 required positional argument: 'input'");
    }
  }

  private static IllegalArgumentException refused(Module module, String what) {
    return new IllegalArgumentException(module.typeName() + ".forward() " + what);
  }

  public static Args of(Object... positional) {
    return new Args(Arrays.asList(positional), Map.of());
  }

  /// The same named arguments with other positional ones.
  public Args withPositional(List<?> others) {
    return new Args(new ArrayList<>(others), named);
  }

  /// The same arguments and one more, by name.
  public Args with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(named);
    more.put(name, value);
    return new Args(positional, more);
  }

  /// The argument at `index`, or under `name`; `absent` if it is neither.
  public Object get(int index, String name, Object absent) {
    return index < positional.size() ? positional.get(index) : named.getOrDefault(name, absent);
  }

  /// Argument `index`, the first also by the name `input`.
  ///
  /// @throws IllegalArgumentException in the module's name, if it is missing or of another type
  public <T> T get(int index, Class<T> type, Module module) {
    return get(index, index == 0 ? INPUT : "", type, module);
  }

  /// The argument at `index`, or under `name`.
  ///
  /// @throws IllegalArgumentException in the module's name, if it is missing or of another type
  public <T> T get(int index, String name, Class<T> type, Module module) {
    Object value = get(index, name, null);
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
