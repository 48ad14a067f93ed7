package dev.gradfn.autograd;

import java.util.LinkedHashMap;
import java.util.List;

/// Hooks of one kind, in order of registration: of a tensor, a node or a module. Adding or removing
/// during a call takes effect at the next: a call runs over a copy.
public final class Hooks<H> {
  private final LinkedHashMap<Object, H> hooks = new LinkedHashMap<>();
  private List<H> snapshot = List.of();

  public Handle add(H hook) {
    return add(hook, false);
  }

  /// @param prepend it runs before those that are there
  public Handle add(H hook, boolean prepend) {
    Object key = new Object();
    if (prepend) hooks.putFirst(key, hook);
    else hooks.putLast(key, hook);
    snapshot = List.copyOf(hooks.values());
    return () -> {
      if (hooks.remove(key) != null) snapshot = List.copyOf(hooks.values());
    };
  }

  public List<H> snapshot() {
    return snapshot;
  }

  public int size() {
    return hooks.size();
  }
}
