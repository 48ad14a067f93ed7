package dev.gradfn.nn;

import dev.gradfn.autograd.TorchException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Holds modules by name, in the order in which they came; it cannot be called.
public class ModuleDict extends Module {
  @SuppressWarnings("this-escape")
  public ModuleDict(Map<String, ? extends Module> modules) {
    update(modules);
  }

  public ModuleDict() {
    this(Map.of());
  }

  @Override
  protected boolean reservesName(String name) {
    return ReservedNames.OF_DICTIONARIES.contains(name) || super.reservesName(name);
  }

  public final int size() {
    return childSlots().size();
  }

  public final boolean containsKey(String name) {
    return childSlots().containsKey(name);
  }

  public final Set<String> keys() {
    return childSlots().keySet();
  }

  /// A copy; a place without a module has null.
  public final Map<String, Module> items() {
    Map<String, Module> items = new LinkedHashMap<>();
    childSlots().forEach((name, slot) -> items.put(name, slot.get()));
    return Collections.unmodifiableMap(items);
  }

  /// @throws TorchException if there is no such name
  public final Module get(String name) {
    if (!containsKey(name)) throw TorchException.key(name);
    return childSlots().get(name).get();
  }

  /// A name that is there keeps its place.
  public final void put(String name, Module module) {
    registerModule(name, module);
  }

  public final void update(Map<String, ? extends Module> modules) {
    modules.forEach(this::put);
  }

  /// @throws TorchException if there is no such name
  public final Module pop(String name) {
    Module removed = get(name);
    removeModule(name);
    return removed;
  }

  public final void clear() {
    replaceChildren(Map.of());
  }
}
