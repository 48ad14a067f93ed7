package dev.gradfn.autograd;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Hooks of one kind, in order of registration: of a tensor, a node or a module. Adding or removing
/// during a call takes effect at the next: a call runs over a copy.
public final class Hooks<H> {
  private static final AtomicLong NEXT_ID = new AtomicLong();

  private final LinkedHashMap<Long, H> hooks = new LinkedHashMap<>();
  private List<H> snapshot = List.of();

  public Handle add(H hook) {
    return add(hook, false);
  }

  /// @param prepend it runs before those that are there
  public Handle add(H hook, boolean prepend) {
    long id = NEXT_ID.getAndIncrement();
    if (prepend) hooks.putFirst(id, hook);
    else hooks.putLast(id, hook);
    snapshot = List.copyOf(hooks.values());
    return new HookHandle(this, id);
  }

  private record HookHandle(Hooks<?> hooks, long id) implements Handle {
    @Override
    public void close() {
      hooks.remove(id);
    }
  }

  private void remove(long id) {
    if (hooks.remove(id) != null) snapshot = List.copyOf(hooks.values());
  }

  /// Removes what was added without its handle at hand.
  public void remove(H hook) {
    hooks.values().removeIf(candidate -> candidate == hook);
    snapshot = List.copyOf(hooks.values());
  }

  public void clear() {
    hooks.clear();
    snapshot = List.of();
  }

  public List<H> snapshot() {
    return snapshot;
  }

  public int size() {
    return hooks.size();
  }
}
