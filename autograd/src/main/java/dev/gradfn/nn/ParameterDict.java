package dev.gradfn.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;

/// Holds parameters by name; it cannot be called. A tensor becomes a parameter; other values are
/// held as they are.
///
/// What comes in a map with an order keeps it; what comes in another is sorted by name.
public class ParameterDict extends Module {
  private final Set<String> keys = new LinkedHashSet<>();

  @SuppressWarnings("this-escape")
  public ParameterDict(Map<String, ?> values) {
    update(values);
  }

  public ParameterDict() {
    this(Map.of());
  }

  public final int size() {
    return keys.size();
  }

  public final boolean containsKey(String name) {
    return keys.contains(name);
  }

  public final Set<String> keys() {
    return Collections.unmodifiableSet(keys);
  }

  /// @throws dev.gradfn.autograd.TorchException if there is no such name
  public final Object get(String name) {
    return attribute(name);
  }

  /// A name that is there keeps its place.
  public final void put(String name, Object value) {
    keys.add(name);
    setAttribute(name, ParameterList.asParameter(value));
  }

  public final void update(Map<String, ?> values) {
    Map<String, ?> ordered = values instanceof SequencedMap ? values : new TreeMap<>(values);
    ordered.forEach(this::put);
  }

  /// @throws dev.gradfn.autograd.TorchException if there is no such name
  public final Object pop(String name) {
    Object removed = get(name);
    keys.remove(name);
    deleteAttribute(name);
    return removed;
  }

  public final void clear() {
    for (String name : List.copyOf(keys)) pop(name);
  }

  /// Puts `value` only if there is nothing of this name.
  ///
  /// @return what is there then
  public final Object setDefault(String name, Object value) {
    if (!containsKey(name)) put(name, value);
    return get(name);
  }

  /// The values by name; a copy.
  public final SequencedMap<String, Object> items() {
    SequencedMap<String, Object> items = new LinkedHashMap<>();
    for (String name : keys) items.put(name, get(name));
    return items;
  }

  /// Python's `self | other`: what both hold, the other's values first.
  public final ParameterDict or(ParameterDict other) {
    ParameterDict both = new ParameterDict(items());
    both.update(other.items());
    return both;
  }

  @Override
  protected String extraRepr() {
    List<String> lines = new ArrayList<>();
    items().forEach((name, v) -> lines.add(ParameterList.line(name, v, PythonNames.torch(v))));
    return String.join("\n", lines);
  }
}
