package dev.gradfn.nn;

import dev.gradfn.autograd.TorchException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What [Sequential] and [ModuleList] share: children by number. Numbers count places, whatever the
/// names; negative ones count from the end.
public abstract sealed class NumberedModules extends Module implements Iterable<Module>
    permits Sequential, ModuleList {

  public final int size() {
    return childSlots().size();
  }

  /// The children in order; null in an empty place.
  final List<Module> list() {
    List<Module> modules = new ArrayList<>();
    childSlots().values().forEach(slot -> modules.add(slot.get()));
    return modules;
  }

  @Override
  public final Iterator<Module> iterator() {
    return Collections.unmodifiableList(list()).iterator();
  }

  /// @throws TorchException if there is no such place
  public final Module get(int index) {
    return childSlots().get(name(index)).get();
  }

  /// Puts `module` in the place of the one there, under the same name.
  public final void set(int index, Module module) {
    setAttribute(name(index), module);
  }

  private String name(int index) {
    return names().get(place(index));
  }

  final List<String> names() {
    return List.copyOf(childSlots().keySet());
  }

  final int place(int index) {
    if (index < -size() || index >= size()) {
      throw TorchException.index("index " + index + " is out of range");
    }
    return index < 0 ? index + size() : index;
  }

  /// A child that is named by its number.
  final void add(Module module) {
    registerModule(Integer.toString(size()), module);
  }

  final void addAll(Iterable<? extends Module> modules) {
    List<Module> added = new ArrayList<>();
    modules.forEach(added::add);
    added.forEach(this::add);
  }

  /// The number of every module from `place` on grows by one.
  final void insertAt(int place, Module module) {
    List<Module> shifted = list();
    shifted.add(place, module);
    for (int i = place; i < shifted.size(); i++) {
      setAttribute(Integer.toString(i), shifted.get(i));
    }
  }

  /// Takes a module out and numbers the others anew, named ones too.
  public final Module pop(int index) {
    int place = place(index);
    Module removed = list().get(place);
    remove(place, place + 1);
    return removed;
  }

  /// Takes out those from `start` to before `end`, and numbers the others anew, named ones too.
  public final void remove(int start, int end) {
    List<Module> left = list();
    left.subList(start, end).clear();
    Map<String, Module> numbered = new LinkedHashMap<>();
    for (Module module : left) numbered.put(Integer.toString(numbered.size()), module);
    replaceChildren(numbered);
  }
}
