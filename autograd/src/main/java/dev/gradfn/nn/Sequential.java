package dev.gradfn.nn;

import dev.gradfn.autograd.TorchException;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Calls its children one after the other, each with the result of the one before.
public non-sealed class Sequential extends NumberedModules {
  @SuppressWarnings("this-escape")
  public Sequential(List<? extends Module> modules) {
    addAll(modules);
  }

  public Sequential(Module... modules) {
    this(List.of(modules));
  }

  /// With names: Python's `Sequential(OrderedDict(…))`.
  @SuppressWarnings("this-escape")
  public Sequential(SequencedMap<String, ? extends Module> modules) {
    modules.forEach(this::registerModule);
  }

  @Override
  protected Object forward(Args args) {
    Object x = args.get(0, "input", null);
    for (Slot<? extends Module> child : childSlots().values()) {
      Object previous = x;
      x = child.get().callAll(Args.of(previous));
      UnseenCall.forget(previous, x);
    }
    return x;
  }

  /// Those from `start` to before `end`, under the names they have here.
  public final Sequential slice(int start, int end) {
    Sequential part = new Sequential();
    for (String name : names().subList(start, end)) {
      part.registerModule(name, childSlots().get(name).get());
    }
    return part;
  }

  public final Sequential append(Module module) {
    add(module);
    return this;
  }

  public final Sequential extend(Iterable<? extends Module> modules) {
    addAll(modules);
    return this;
  }

  /// Puts `module` before place `index`.
  ///
  /// @throws TorchException if there is no such place, or this one has names that are no numbers
  public final Sequential insert(int index, Module module) {
    if (index < -size() || index > size()) {
      throw TorchException.index("Index out of range: " + index);
    }
    int place = index < 0 ? index + size() : index;
    for (int i = place; i < size(); i++) {
      String name = Integer.toString(i);
      if (!childSlots().containsKey(name)) throw TorchException.key(name);
    }
    insertAt(place, module);
    return this;
  }

  /// Python's `self + other`: the modules of both, numbered.
  public final Sequential plus(Sequential other) {
    return new Sequential(list()).extend(other);
  }

  /// Python's `self * times`: the same modules, `times` over.
  public final Sequential times(int times) {
    if (times <= 0) {
      throw TorchException.value(
          "Non-positive multiplication factor " + times + " for " + typeName());
    }
    Sequential repeated = new Sequential();
    for (int i = 0; i < times; i++) repeated.extend(list());
    return repeated;
  }

  /// The children by name.
  public final Map<String, Module> items() {
    Map<String, Module> items = new java.util.LinkedHashMap<>();
    childSlots().forEach((name, slot) -> items.put(name, slot.get()));
    return items;
  }
}
