package dev.gradfn.nn;

import dev.gradfn.autograd.Hooks;
import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// What a module owns by name: parameters, buffers, children and plain attributes. A name belongs
/// to one of the four, and what is assigned decides to which, as in PyTorch.
///
/// The slot of a name is one object as long as the module lives, whatever the name belongs to:
/// forward reads through it.
final class Members {
  private final Module owner;
  private final Map<String, Slot<Tensor>> tensorSlots = new HashMap<>();
  private final Map<String, Slot<Module>> moduleSlots = new HashMap<>();
  private final Map<String, Slot<Tensor>> parameters = new LinkedHashMap<>();
  private final Map<String, Slot<Tensor>> buffers = new LinkedHashMap<>();
  private final Map<String, Slot<? extends Module>> children = new LinkedHashMap<>();
  private final Map<String, Object> plain = new LinkedHashMap<>();
  private final Set<String> notPersistent = new HashSet<>();

  Members(Module owner) {
    this.owner = owner;
  }

  Map<String, Slot<Tensor>> parameters() {
    return parameters;
  }

  Map<String, Slot<Tensor>> buffers() {
    return buffers;
  }

  Map<String, Slot<? extends Module>> children() {
    return children;
  }

  Map<String, Object> plain() {
    return plain;
  }

  boolean isPersistent(String buffer) {
    return !notPersistent.contains(buffer);
  }

  // ---- registration --------------------------------------------------------------------------

  Slot<Tensor> registerParameter(String name, Tensor value) {
    requireName("parameter", name, "");
    requireFree(name, parameters);
    if (value != null && !(value instanceof Parameter)) {
      throw TorchException.type(
          "cannot assign '"
              + PythonNames.torch(value)
              + "' object to parameter '"
              + name
              + "' (torch.nn.Parameter or None required)");
    }
    return putParameter(name, value);
  }

  Slot<Tensor> registerBuffer(String name, Tensor value, boolean persistent) {
    requireName("buffer", name, "");
    requireFree(name, buffers);
    Slot<Tensor> slot = putBuffer(name, value);
    if (persistent) notPersistent.remove(name);
    else notPersistent.add(name);
    return slot;
  }

  Slot<Module> registerModule(String name, Module value) {
    requireName("module", name, ", got: " + name);
    requireFree(name, children);
    return putModule(name, value);
  }

  private static void requireName(String kind, String name, String got) {
    if (name.contains(".")) {
      throw TorchException.key(kind + " name can't contain \".\"" + got);
    }
    if (name.isEmpty()) throw TorchException.key(kind + " name can't be empty string \"\"");
  }

  private void requireFree(String name, Map<String, ?> unless) {
    if (has(name) && !unless.containsKey(name)) {
      throw TorchException.key("attribute '" + name + "' already exists");
    }
  }

  private Slot<Tensor> putParameter(String name, Tensor value) {
    Tensor registered =
        value == null ? null : announced(GlobalHooks.PARAMETER_REGISTRATION, name, value);
    return put(parameters, tensorSlot(name), registered);
  }

  private Slot<Tensor> putBuffer(String name, Tensor value) {
    Tensor registered = announced(GlobalHooks.BUFFER_REGISTRATION, name, value);
    return put(buffers, tensorSlot(name), registered);
  }

  private Slot<Module> putModule(String name, Module value) {
    Module registered = announced(GlobalHooks.MODULE_REGISTRATION, name, value);
    Slot<Module> slot = moduleSlots.computeIfAbsent(name, key -> new Slot<>(key, null));
    slot.set(registered);
    children.put(name, slot);
    return slot;
  }

  private <T> T announced(Hooks<RegistrationHook<T>> hooks, String name, T value) {
    for (RegistrationHook<T> hook : hooks.snapshot()) {
      T replaced = hook.before(owner, name, value);
      if (replaced != null) value = replaced;
    }
    return value;
  }

  private Slot<Tensor> tensorSlot(String name) {
    return tensorSlots.computeIfAbsent(name, key -> new Slot<>(key, null));
  }

  private static Slot<Tensor> put(Map<String, Slot<Tensor>> kind, Slot<Tensor> slot, Tensor value) {
    slot.set(value);
    kind.put(slot.name(), slot);
    return slot;
  }

  // ---- attributes ----------------------------------------------------------------------------

  boolean has(String name) {
    return parameters.containsKey(name)
        || buffers.containsKey(name)
        || children.containsKey(name)
        || plain.containsKey(name)
        || owner.reservesName(name);
  }

  /// What `name` stands for.
  ///
  /// @throws TorchException if there is nothing of that name
  Object get(String name) {
    if (children.containsKey(name)) return children.get(name).get();
    boolean tensor = parameters.containsKey(name) || buffers.containsKey(name);
    if (tensor) return tensorSlots.get(name).get();
    if (plain.containsKey(name)) return plain.get(name);
    throw missing(name);
  }

  private TorchException missing(String name) {
    return TorchException.attribute(
        "'" + owner.shownName() + "' object has no attribute '" + name + "'");
  }

  /// `owner.name = value`: a parameter or module takes the name over; a plain value may not replace
  /// one.
  void set(String name, Object value) {
    switch (value) {
      case Parameter parameter -> {
        forget(name, parameters);
        putParameter(name, parameter);
      }
      case Module module -> {
        forget(name, children);
        putModule(name, module);
      }
      case null, default -> setPlain(name, value);
    }
  }

  private void setPlain(String name, Object value) {
    if (parameters.containsKey(name)) {
      if (value != null) throw unfit(value, "parameter", name, "torch.nn.Parameter or None");
      putParameter(name, null);
    } else if (children.containsKey(name)) {
      if (value != null) throw unfit(value, "child module", name, "torch.nn.Module or None");
      putModule(name, null);
    } else if (buffers.containsKey(name)) {
      if (value != null && !(value instanceof Tensor)) {
        throw unfit(value, "buffer", name, "torch.nn.Buffer, torch.Tensor or None");
      }
      putBuffer(name, (Tensor) value);
    } else {
      plain.put(name, value);
      if (value instanceof Tensor tensor) tensorSlot(name).set(tensor);
    }
  }

  private static TorchException unfit(Object value, String kind, String name, String expected) {
    return TorchException.type(
        "cannot assign '"
            + PythonNames.torch(value)
            + "' as "
            + kind
            + " '"
            + name
            + "' ("
            + expected
            + " expected)");
  }

  /// `del owner.name`.
  ///
  /// @throws TorchException if there is nothing of that name
  void delete(String name) {
    if (!forget(name, null)) throw missing(name);
  }

  /// Takes `name` from all kinds but one, with what forward saw of it.
  private boolean forget(String name, Map<String, ?> unless) {
    boolean found = plain.containsKey(name);
    plain.remove(name);
    if (parameters != unless && parameters.remove(name) != null) found = true;
    if (buffers != unless && buffers.remove(name) != null) found = true;
    if (children != unless && children.remove(name) != null) found = true;
    if (!found) return false;
    if (buffers != unless) notPersistent.remove(name);
    if (tensorSlots.containsKey(name) && !parameters.containsKey(name)) {
      tensorSlots.get(name).set(null);
    }
    if (moduleSlots.containsKey(name) && !children.containsKey(name)) {
      moduleSlots.get(name).set(null);
    }
    return true;
  }

  // ---- order ---------------------------------------------------------------------------------

  /// Brings children into this order; those not named keep theirs, at the end.
  void orderChildren(Collection<String> names) {
    Map<String, Slot<? extends Module>> before = new LinkedHashMap<>(children);
    children.clear();
    for (String name : names) {
      if (before.containsKey(name)) children.put(name, before.remove(name));
    }
    children.putAll(before);
  }

  /// Forgets all children and takes these.
  void replaceChildren(Map<String, Module> modules) {
    for (String name : Set.copyOf(children.keySet())) delete(name);
    modules.forEach((name, module) -> {
      Slot<Module> slot = moduleSlots.computeIfAbsent(name, key -> new Slot<>(key, null));
      slot.set(module);
      children.put(name, slot);
    });
  }

  // ---- copy ----------------------------------------------------------------------------------

  Members copyFor(Module copy, DeepCopy copies) {
    Members members = new Members(copy);
    tensorSlots.forEach((name, slot) -> members.tensorSlots.put(name, copies.slot(slot)));
    moduleSlots.forEach((name, slot) -> members.moduleSlots.put(name, copies.slot(slot)));
    parameters.keySet().forEach(n -> members.parameters.put(n, members.tensorSlots.get(n)));
    buffers.keySet().forEach(n -> members.buffers.put(n, members.tensorSlots.get(n)));
    children.keySet().forEach(n -> members.children.put(n, members.moduleSlots.get(n)));
    plain.forEach((name, value) -> members.plain.put(name, copies.of(value)));
    members.notPersistent.addAll(notPersistent);
    return members;
  }
}
