package dev.gradfn.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Hooks of one kind, in order of registration. Adding or removing during a call takes effect at
/// the next: a call runs over a copy.
public final class Hooks<H> {
  private final Map<Object, H> hooks = new LinkedHashMap<>();
  private List<H> snapshot = List.of();

  public Handle add(H hook) {
    Object key = new Object();
    hooks.put(key, hook);
    snapshot = new ArrayList<>(hooks.values());
    return () -> {
      if (hooks.remove(key) != null) snapshot = new ArrayList<>(hooks.values());
    };
  }

  public List<H> snapshot() {
    return snapshot;
  }

  public int size() {
    return hooks.size();
  }
}
