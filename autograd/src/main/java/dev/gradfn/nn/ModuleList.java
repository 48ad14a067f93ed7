package dev.gradfn.nn;

import dev.gradfn.autograd.TorchException;
import java.util.ArrayList;
import java.util.List;

/// Holds modules by number; it cannot be called.
public non-sealed class ModuleList extends NumberedModules {
  @SuppressWarnings("this-escape")
  public ModuleList(List<? extends Module> modules) {
    addAll(modules);
  }

  public ModuleList(Module... modules) {
    this(List.of(modules));
  }

  /// Those from `start` to before `end`, numbered from 0.
  public final ModuleList slice(int start, int end) {
    return new ModuleList(list().subList(start, end));
  }

  public final ModuleList append(Module module) {
    add(module);
    return this;
  }

  public final ModuleList extend(Iterable<? extends Module> modules) {
    addAll(modules);
    return this;
  }

  /// Puts `module` before place `index`.
  ///
  /// @throws TorchException if there is no such place
  public final void insert(int index, Module module) {
    insertAt(index == size() ? index : place(index), module);
  }

  /// Python's `self + others`.
  public final ModuleList plus(Iterable<? extends Module> others) {
    return new ModuleList(list()).extend(others);
  }

  /// Runs of children that print alike become one line, `(0-2): 3 x Conv2d(…)`.
  @Override
  final List<String> describedChildren() {
    List<Module> modules = list();
    List<String> lines = new ArrayList<>();
    for (int start = 0; start < modules.size(); ) {
      String text = String.valueOf(modules.get(start));
      int end = start + 1;
      while (end < modules.size() && text.equals(String.valueOf(modules.get(end)))) end++;
      boolean one = end - start == 1;
      String label = one ? "" + start : start + "-" + (end - 1);
      lines.add(described(label, one ? "" : end - start + " x ", modules.get(start)));
      start = end;
    }
    return lines;
  }
}
