package dev.gradfn.nn;

import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Walks over a tree of modules, and access by path.
final class ModuleTree {
  private ModuleTree() {}

  static <T> Set<T> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /// Parents before children.
  ///
  /// @param removeDuplicate lists a module that occurs in several places once, under its first path
  static Map<String, Module> modules(Module root, String prefix, boolean removeDuplicate) {
    Map<String, Module> found = new LinkedHashMap<>();
    collect(root, prefix, found, removeDuplicate ? identitySet() : null);
    return found;
  }

  private static void collect(
      Module module, String path, Map<String, Module> found, Set<Module> seen) {
    if (seen != null && !seen.add(module)) return;
    found.put(path, module);
    for (Slot<? extends Module> child : module.childSlots().values()) {
      if (child.get() != null) collect(child.get(), join(path, child.name()), found, seen);
    }
  }

  /// Parameters, or buffers, of `modules`.
  static Map<String, Tensor> tensors(
      Map<String, Module> modules,
      Function<Module, Map<String, Slot<Tensor>>> kind,
      boolean removeDuplicate) {
    Map<String, Tensor> found = new LinkedHashMap<>();
    Set<Tensor> seen = identitySet();
    modules.forEach((path, module) -> {
      for (Slot<Tensor> slot : kind.apply(module).values()) {
        Tensor tensor = slot.get();
        boolean listed = tensor != null && (seen.add(tensor) || !removeDuplicate);
        if (listed) found.put(join(path, slot.name()), tensor);
      }
    });
    return found;
  }

  /// Children that are there, each once.
  static Map<String, Module> children(Module module) {
    Map<String, Module> found = new LinkedHashMap<>();
    Set<Module> seen = identitySet();
    for (Slot<? extends Module> slot : module.childSlots().values()) {
      if (slot.get() != null && seen.add(slot.get())) found.put(slot.name(), slot.get());
    }
    return found;
  }

  // ---- by path -------------------------------------------------------------------------------

  /// @throws TorchException if the path ends somewhere, or leads to something else
  static Module submodule(Module root, String path) {
    Module module = root;
    for (String name : path.isEmpty() ? new String[0] : path.split("\\.", -1)) {
      if (!(existing(module, name) instanceof Module child)) throw isNo(name, "an nn.Module");
      module = child;
    }
    return module;
  }

  static Parameter parameter(Module root, String path) {
    String name = lastName(path);
    Object found = existing(submodule(root, parentPath(path)), name);
    if (found instanceof Parameter parameter) return parameter;
    throw isNo(name, "an nn.Parameter");
  }

  static Tensor buffer(Module root, String path) {
    String name = lastName(path);
    Module module = submodule(root, parentPath(path));
    existing(module, name);
    if (module.bufferSlots().containsKey(name)) return module.bufferSlots().get(name).get();
    throw isNo(name, "a buffer");
  }

  static void setSubmodule(Module root, String path, Module module, boolean strict) {
    if (path.isEmpty()) {
      throw TorchException.value("Cannot set the submodule without a target name!");
    }
    String name = lastName(path);
    Module parent = submodule(root, parentPath(path));
    boolean there = parent.hasAttribute(name);
    if (strict && !there) existing(parent, name);
    if (there && !(parent.attribute(name) instanceof Module)) throw isNo(name, "an nn.Module");
    parent.setAttribute(name, module);
  }

  private static Object existing(Module module, String name) {
    if (module.hasAttribute(name)) return module.attribute(name);
    throw TorchException.attribute(module.shownName() + " has no attribute `" + name + "`");
  }

  private static TorchException isNo(String name, String kind) {
    return TorchException.attribute("`" + name + "` is not " + kind);
  }

  private static String lastName(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private static String parentPath(String path) {
    return path.contains(".") ? path.substring(0, path.lastIndexOf('.')) : "";
  }
}
