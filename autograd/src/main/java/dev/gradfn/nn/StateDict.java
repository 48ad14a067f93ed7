package dev.gradfn.nn;

import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// The state of a module by path: tensors, and whatever modules add to them. The tensors share
/// memory with the module's.
public final class StateDict extends AbstractMap<String, Object> {
  private final Map<String, Object> entries = new LinkedHashMap<>();
  private final Map<String, Map<String, Object>> metadata = new LinkedHashMap<>();

  public StateDict() {}

  /// With the same values and metadata.
  public StateDict(StateDict other) {
    entries.putAll(other.entries);
    metadata.putAll(other.metadata);
  }

  /// Per module path its `version`, which decides how older states are read.
  public Map<String, Map<String, Object>> metadata() {
    return metadata;
  }

  @Override
  public Set<Entry<String, Object>> entrySet() {
    return entries.entrySet();
  }

  @Override
  public Object put(String key, Object value) {
    return entries.put(key, value);
  }

  @Override
  public Object get(Object key) {
    return entries.get(key);
  }

  @Override
  public boolean containsKey(Object key) {
    return entries.containsKey(key);
  }

  @Override
  public Object remove(Object key) {
    return entries.remove(key);
  }
}
