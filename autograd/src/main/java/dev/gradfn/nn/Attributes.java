package dev.gradfn.nn;

import dev.gradfn.core.Dims;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The plain attributes of a module, by PyTorch's names and in PyTorch's order: what it computes
/// with, prints and saves are one.
///
/// A value is a Boolean, a Long, a Double, a String, null for None, or a tuple: [Dims] where all
/// items are whole numbers, else a List.
public final class Attributes {
  private final Map<String, Object> values = new LinkedHashMap<>();

  /// With the arguments of a constructor.
  public static Attributes of(Map<String, ?> arguments) {
    Attributes attributes = new Attributes();
    arguments.forEach(attributes::with);
    return attributes;
  }

  /// Sets an attribute; a new one comes last.
  public Attributes with(String name, Object value) {
    values.put(name, normal(value));
    return this;
  }

  private static Object normal(Object value) {
    return switch (value) {
      case Integer number -> number.longValue();
      case Float number -> number.doubleValue();
      case List<?> items -> tuple(items);
      case null, default -> value;
    };
  }

  private static Object tuple(List<?> items) {
    if (!items.stream().allMatch(Long.class::isInstance)) {
      return Collections.unmodifiableList(new ArrayList<>(items));
    }
    return Dims.of(items.stream().mapToLong(Long.class::cast).toArray());
  }

  Attributes without(String name) {
    values.remove(name);
    return this;
  }

  public Object get(String name) {
    if (!values.containsKey(name)) throw new AssertionError("no attribute " + name);
    return values.get(name);
  }

  public Number number(String name) {
    return (Number) get(name);
  }

  public int integer(String name) {
    return number(name).intValue();
  }

  public boolean flag(String name) {
    return (Boolean) get(name);
  }

  public String text(String name) {
    return (String) get(name);
  }

  /// A tuple, or one number for all `count` dimensions.
  public Dims dims(String name, int count) {
    return get(name) instanceof Dims dims ? dims : Dims.filled(count, number(name).longValue());
  }

  /// One number becomes a tuple of `count`.
  Attributes spread(String name, int count) {
    return with(name, dims(name, count));
  }

  /// All, live: what is put into it is what the module computes with from then on.
  public Map<String, Object> live() {
    return values;
  }

  /// `alpha=1.0, inplace=True`: the named ones, as Python prints them.
  String repr(String... names) {
    List<String> parts = new ArrayList<>();
    for (String name : names) parts.add(name + "=" + Repr.value(get(name)));
    return String.join(", ", parts);
  }
}
