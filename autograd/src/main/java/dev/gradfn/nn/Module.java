package dev.gradfn.nn;

import dev.gradfn.autograd.Handle;
import dev.gradfn.autograd.Hooks;
import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.NdArray;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/// `torch.nn.Module`: a tree of named children with parameters, buffers and hooks.
///
/// A module is called with [#callAll], which runs the hooks around [#forward]; [Layer] adds the
/// usual form, one tensor in and one out. Calling `forward` of another module directly would pass
/// its hooks by, as in PyTorch; it is protected.
///
/// (Import it by name: `java.lang.Module` is visible too.)
public abstract class Module {
  private final Map<String, Slot<Tensor>> parameters = new LinkedHashMap<>();
  private final Map<String, Slot<Tensor>> buffers = new LinkedHashMap<>();
  private final Map<String, Slot<? extends Module>> children = new LinkedHashMap<>();
  private final Hooks<ForwardPreHook> forwardPreHooks = new Hooks<>();
  private final Hooks<ForwardHook> forwardHooks = new Hooks<>();
  private boolean training = true;
  private Object peer;

  // ---- forward -------------------------------------------------------------------------------

  /// Computes the output. Only [#callAll] calls it.
  protected abstract Object forward(Args args);

  /// Runs forward pre-hooks, forward, forward hooks.
  public final Object callAll(Args args) {
    for (ForwardPreHook hook : forwardPreHooks.snapshot()) {
      Args replaced = hook.before(this, args);
      if (replaced != null) args = replaced;
    }
    Object output = forward(args);
    for (ForwardHook hook : forwardHooks.snapshot()) {
      Object replaced = hook.after(this, args, output);
      if (replaced != null) output = replaced;
    }
    return output;
  }

  public Handle registerForwardHook(ForwardHook hook) {
    return forwardHooks.add(hook);
  }

  public Handle registerForwardPreHook(ForwardPreHook hook) {
    return forwardPreHooks.add(hook);
  }

  // ---- registration --------------------------------------------------------------------------

  /// Registers `value` (or null) as a parameter under PyTorch's name.
  public final Slot<Tensor> registerParameter(String name, Tensor value) {
    return register(parameters, name, new Slot<>(name, value));
  }

  /// Registers `value` (or null) as a buffer: state that is no parameter.
  public final Slot<Tensor> registerBuffer(String name, Tensor value) {
    return register(buffers, name, new Slot<>(name, value));
  }

  public final <M extends Module> Slot<M> registerModule(String name, M module) {
    Slot<M> slot = new Slot<>(name, module);
    register(children, name, slot);
    return slot;
  }

  /// Takes a child out of the tree: Python's `del module.name`.
  protected final void removeModule(String name) {
    children.remove(name);
  }

  private <T, S extends T> S register(Map<String, T> slots, String name, S slot) {
    if (name.isEmpty())
      throw new IllegalArgumentException("module name can't be empty string \"\"");
    if (name.contains(".")) {
      throw new IllegalArgumentException("module name can't contain \".\", got: " + name);
    }
    if (parameters.containsKey(name) || buffers.containsKey(name) || children.containsKey(name)) {
      throw new IllegalArgumentException("attribute '" + name + "' already exists");
    }
    slots.put(name, slot);
    return slot;
  }

  /// Brings children into this order; those not named keep theirs, at the end. A loaded module
  /// prints and counts its children as the file has them.
  public final void orderChildren(Collection<String> names) {
    for (String name : names) {
      Slot<? extends Module> slot = children.remove(name);
      if (slot != null) children.put(name, slot);
    }
  }

  // ---- the tree ------------------------------------------------------------------------------

  /// Children by name; a place that holds no module has a slot with null.
  public final Map<String, Slot<? extends Module>> childSlots() {
    return Collections.unmodifiableMap(children);
  }

  public final Map<String, Slot<Tensor>> parameterSlots() {
    return Collections.unmodifiableMap(parameters);
  }

  public final Map<String, Slot<Tensor>> bufferSlots() {
    return Collections.unmodifiableMap(buffers);
  }

  /// This module (under the empty path) and all below it, by path, parents first. A module that
  /// occurs in several places is listed once, under its first path.
  public final Map<String, Module> namedModules() {
    Map<String, Module> found = new LinkedHashMap<>();
    collectModules("", found, Collections.newSetFromMap(new IdentityHashMap<>()));
    return found;
  }

  private void collectModules(String path, Map<String, Module> found, Set<Module> seen) {
    if (!seen.add(this)) return;
    found.put(path, this);
    for (Slot<? extends Module> child : children.values()) {
      Module module = child.get();
      if (module != null) module.collectModules(join(path, child.name()), found, seen);
    }
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  public final Collection<Module> modules() {
    return namedModules().values();
  }

  /// Parameters by path; one that is shared is listed once.
  public final Map<String, Tensor> namedParameters() {
    return collectTensors(module -> module.parameters);
  }

  public final Collection<Tensor> parameters() {
    return namedParameters().values();
  }

  /// Buffers by path; one that is shared is listed once.
  public final Map<String, Tensor> namedBuffers() {
    return collectTensors(module -> module.buffers);
  }

  private Map<String, Tensor> collectTensors(
      java.util.function.Function<Module, Map<String, Slot<Tensor>>> kind) {
    Map<String, Tensor> found = new LinkedHashMap<>();
    Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    namedModules()
        .forEach((path, module) -> {
          for (Slot<Tensor> slot : kind.apply(module).values()) {
            Tensor tensor = slot.get();
            if (tensor != null && seen.add(tensor)) found.put(join(path, slot.name()), tensor);
          }
        });
    return found;
  }

  // ---- state ---------------------------------------------------------------------------------

  public final boolean isTraining() {
    return training;
  }

  /// Training mode for this module and all below it.
  public final Module train(boolean mode) {
    for (Module module : modules()) module.training = mode;
    return this;
  }

  public final Module eval() {
    return train(false);
  }

  /// This module's flag alone; a checkpoint may hold a mixture.
  public final void setTraining(boolean mode) {
    training = mode;
  }

  /// Sets `requires_grad` of all parameters.
  public final Module requiresGrad_(boolean value) {
    for (Tensor parameter : parameters()) parameter.requiresGrad_(value);
    return this;
  }

  /// Converts floating-point parameters and buffers, in place; parameters stay the same objects.
  ///
  /// @throws TorchException for an integer type
  public final Module to(DType dtype) {
    if (!dtype.isFloatingPoint()) {
      throw new TorchException(
          TorchException.Kind.TYPE,
          "nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=torch."
              + dtype.torchName());
    }
    return replaceData(
        tensor -> tensor.dtype().isFloatingPoint() ? tensor.detach().to(dtype) : tensor);
  }

  /// Moves parameters and buffers. Moving to `meta` drops the data.
  public final Module to(Device device) {
    if (device != Device.META) {
      throw new IllegalArgumentException(
          "to: device \"" + device.torchName() + "\" is chosen by the backend, expected \"meta\"");
    }
    return replaceData(
        tensor -> Tensor.of(NdArray.allocate(tensor.dtype(), tensor.geometry(), Device.META)));
  }

  private Module replaceData(java.util.function.UnaryOperator<Tensor> change) {
    try (var _ = dev.gradfn.autograd.Autograd.noGrad()) {
      for (Tensor parameter : parameters()) {
        parameter.setData(change.apply(parameter));
        if (parameter.grad() != null) parameter.setGrad(change.apply(parameter.grad()));
      }
      for (Tensor buffer : namedBuffers().values()) buffer.setData(change.apply(buffer));
    }
    return this;
  }

  /// Whatever stands for this object in another language: Python's layer keeps its object here, so
  /// that identity, dictionary keys and own attributes follow.
  public Object peer() {
    return peer;
  }

  public void setPeer(Object peer) {
    this.peer = peer;
  }

  // ---- text ----------------------------------------------------------------------------------

  /// The class name that PyTorch would show.
  public String typeName() {
    return getClass().getSimpleName();
  }

  /// What stands between the parentheses before the children; one line.
  protected String extraRepr() {
    return "";
  }

  /// Plain attributes by PyTorch's names, in PyTorch's order: what `__dict__` holds besides
  /// children, parameters, buffers and hooks.
  public Map<String, Object> attributes() {
    return new LinkedHashMap<>();
  }

  /// PyTorch's `repr(module)`.
  @Override
  public final String toString() {
    StringBuilder out = new StringBuilder();
    appendRepr(out, "");
    return out.toString();
  }

  final void appendRepr(StringBuilder out, String indent) {
    out.append(typeName()).append('(');
    List<String> lines = new ArrayList<>();
    String extra = extraRepr();
    if (!extra.isEmpty()) lines.add(extra);
    int extras = lines.size();
    describeChildren((label, child) -> {
      StringBuilder line = new StringBuilder("(").append(label).append("): ");
      if (child == null) line.append("None");
      else child.appendRepr(line, indent + "  ");
      lines.add(line.toString());
    });
    if (lines.size() == extras) {
      out.append(extra);
    } else {
      for (String line : lines) out.append('\n').append(indent).append("  ").append(line);
      out.append('\n').append(indent);
    }
    out.append(')');
  }

  /// Gives each child's line to `line`, by its label. [ModuleList] folds repeats.
  void describeChildren(BiConsumer<String, Module> line) {
    children.values().forEach(slot -> line.accept(slot.name(), slot.get()));
  }

  /// A parameter around `data`; null stays null.
  protected static Tensor parameterOrNull(Tensor data) {
    return data == null || data instanceof Parameter ? data : new Parameter(data);
  }
}
