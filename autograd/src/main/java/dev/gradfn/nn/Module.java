package dev.gradfn.nn;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Handle;
import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.NdArray;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// `torch.nn.Module`: a tree of named children with parameters, buffers and hooks.
///
/// A module is called with [#callAll], which runs the hooks around [#forward]; [Layer] adds the
/// usual form, one tensor in and one out. Calling `forward` of another module directly would pass
/// its hooks by, as in PyTorch; it is protected.
///
/// (Import it by name: `java.lang.Module` is visible too.)
public class Module implements Cloneable {
  private static final String INDENT = "\n  ";

  @SuppressWarnings("this-escape") // it is asked for names later
  private Members members = new Members(this);

  private ModuleHooks hooks;
  private StateHooks stateHooks;
  private boolean training = true;
  private Object peer;
  private Overrides overrides;

  // ---- forward -------------------------------------------------------------------------------

  /// Computes the output. Only [#callAll] calls it.
  ///
  /// @throws TorchException in a module that only holds others
  protected Object forward(Args args) {
    throw TorchException.notImplemented(
        "Module [" + shownName() + "] is missing the required \"forward\" function");
  }

  /// Runs forward pre-hooks, forward, forward hooks.
  public final Object callAll(Args args) {
    return hasHooks() ? new ModuleCall(this, hooks(), args).run() : run(args);
  }

  private boolean hasHooks() {
    return hooks != null && !hooks.isEmpty() || !GlobalHooks.OF_CALLS.isEmpty();
  }

  /// Whether a call is nothing but what the class computes: no hook, no subclass elsewhere.
  final boolean isBare() {
    return overrides == null && !hasHooks();
  }

  final Object run(Args args) {
    if (overrides != null) return overrides.forward(args);
    return members.children().isEmpty() ? forward(args) : UnseenCall.run(this, args);
  }

  /// Lets a subclass in another language have its way.
  public final void override(Overrides subclass) {
    overrides = subclass;
  }

  /// What this class itself computes, without hooks: Python's `super().forward(x)`.
  public final Object ownForward(Args args) {
    return forward(args);
  }

  /// What this class itself prints between the parentheses.
  public final String ownExtraRepr() {
    return extraRepr();
  }

  /// The class name to show, of a subclass in another language if there is one.
  final String shownName() {
    return overrides == null ? typeName() : overrides.typeName();
  }

  private String shownExtra() {
    return overrides == null ? extraRepr() : overrides.extraRepr();
  }

  private ModuleHooks hooks() {
    if (hooks == null) hooks = ModuleHooks.ofOneModule();
    return hooks;
  }

  public final Handle registerForwardHook(ForwardHook hook) {
    return registerForwardHook(hook, false, false);
  }

  /// @param prepend it runs before those that are there
  /// @param alwaysCall also when forward, or a hook before, raised
  public final Handle registerForwardHook(ForwardHook hook, boolean prepend, boolean alwaysCall) {
    return hooks().addForward(hook, prepend, alwaysCall);
  }

  public final Handle registerForwardPreHook(ForwardPreHook hook) {
    return registerForwardPreHook(hook, false);
  }

  /// @param prepend it runs before those that are there
  public final Handle registerForwardPreHook(ForwardPreHook hook, boolean prepend) {
    return hooks().forwardPre().add(hook, prepend);
  }

  /// Those that are there, in the order in which they run.
  public final List<ForwardPreHook> forwardPreHooks() {
    return hooks().forwardPre().snapshot();
  }

  /// Those that are there, in the order in which they run.
  public final List<ForwardHook> forwardHooks() {
    return hooks().forward().snapshot().stream().map(ModuleHooks.Forward::hook).toList();
  }

  /// Removes a hook that [#forwardPreHooks] lists.
  public final void removeForwardPreHook(ForwardPreHook hook) {
    hooks().forwardPre().remove(hook);
  }

  public final Handle registerFullBackwardHook(BackwardHook hook) {
    return registerFullBackwardHook(hook, false);
  }

  /// `hook` runs when backward has computed the gradients of this module's inputs. The graph gets
  /// two identity nodes, `BackwardHookFunctionBackward`, around the module.
  ///
  /// @param prepend it runs before those that are there
  public final Handle registerFullBackwardHook(BackwardHook hook, boolean prepend) {
    return hooks().addBackward(hook, true, prepend);
  }

  public final Handle registerFullBackwardPreHook(BackwardPreHook hook) {
    return registerFullBackwardPreHook(hook, false);
  }

  /// `hook` runs when backward has computed the gradients of this module's outputs.
  ///
  /// @param prepend it runs before those that are there
  public final Handle registerFullBackwardPreHook(BackwardPreHook hook, boolean prepend) {
    return hooks().backwardPre().add(hook, prepend);
  }

  /// The older kind: `hook` sees the gradients of the module's **last node** only.
  ///
  /// @throws TorchException if this module has full backward hooks
  public final Handle registerBackwardHook(BackwardHook hook) {
    return hooks().addBackward(hook, false, false);
  }

  // ---- registration --------------------------------------------------------------------------

  /// Registers `value` (or null) as a parameter under PyTorch's name.
  ///
  /// @param value a [Parameter]
  /// @throws TorchException if the name is taken by something else, or is none
  public final Slot<Tensor> registerParameter(String name, Tensor value) {
    return members.registerParameter(name, value);
  }

  /// Registers `value` (or null) as a buffer: state that is no parameter.
  public final Slot<Tensor> registerBuffer(String name, Tensor value) {
    return registerBuffer(name, value, true);
  }

  /// @param persistent whether it is part of [#stateDict]
  public final Slot<Tensor> registerBuffer(String name, Tensor value, boolean persistent) {
    return members.registerBuffer(name, value, persistent);
  }

  /// Registers a child: PyTorch's `add_module`.
  @SuppressWarnings("unchecked") // the slot is read as what was put into it
  public final <M extends Module> Slot<M> registerModule(String name, M module) {
    return (Slot<M>) members.registerModule(name, module);
  }

  /// Whether a method of this name exists in Python, so that nothing may be registered under it.
  protected boolean reservesName(String name) {
    return ReservedNames.OF_MODULES.contains(name);
  }

  /// Takes a child out of the tree: Python's `del module.name`.
  protected final void removeModule(String name) {
    members.delete(name);
  }

  /// Brings children into this order; those not named keep theirs, at the end. A loaded module
  /// prints and counts its children as the file has them.
  public final void orderChildren(Collection<String> names) {
    members.orderChildren(names);
  }

  /// For containers: these children in place of all that are there.
  final void replaceChildren(Map<String, Module> modules) {
    members.replaceChildren(modules);
  }

  // ---- attributes ----------------------------------------------------------------------------

  /// Python's `hasattr`, for parameters, buffers, children and what [#setAttribute] has put there.
  public final boolean hasAttribute(String name) {
    return members.has(name);
  }

  /// Python's `module.name`.
  ///
  /// @throws TorchException if there is nothing of that name
  public final Object attribute(String name) {
    return members.get(name);
  }

  /// Python's `module.name = value`: a [Parameter] becomes a parameter, a module a child, a tensor
  /// or null takes the place of a buffer. Other values are kept as they are; a tensor that is no
  /// parameter is then what forward computes with.
  ///
  /// @throws TorchException if `value` cannot stand for what has this name
  public final void setAttribute(String name, Object value) {
    members.set(name, value);
  }

  /// What [#setAttribute] has put here besides parameters, buffers and children: for a loaded
  /// module also whatever the file says of it and gradfn does not compute with, as inert records.
  public final Map<String, Object> plainAttributes() {
    return Collections.unmodifiableMap(members.plain());
  }

  /// Python's `del module.name`.
  ///
  /// @throws TorchException if there is nothing of that name
  public final void deleteAttribute(String name) {
    members.delete(name);
  }

  // ---- the tree ------------------------------------------------------------------------------

  /// Children by name; a place that holds no module has a slot with null.
  public final Map<String, Slot<? extends Module>> childSlots() {
    return Collections.unmodifiableMap(members.children());
  }

  public final Map<String, Slot<Tensor>> parameterSlots() {
    return Collections.unmodifiableMap(members.parameters());
  }

  public final Map<String, Slot<Tensor>> bufferSlots() {
    return Collections.unmodifiableMap(members.buffers());
  }

  /// Whether a buffer is part of [#stateDict].
  public final boolean isPersistent(String buffer) {
    return members.isPersistent(buffer);
  }

  /// This module (under the empty path) and all below it, by path, parents first. A module that
  /// occurs in several places is listed once, under its first path.
  public final Map<String, Module> namedModules() {
    return namedModules("", true);
  }

  /// @param prefix path of this module
  /// @param removeDuplicate false: a module is listed under all its paths
  public final Map<String, Module> namedModules(String prefix, boolean removeDuplicate) {
    return ModuleTree.modules(this, prefix, removeDuplicate);
  }

  public final Collection<Module> modules() {
    return namedModules().values();
  }

  /// Children by name, each once, without empty places.
  public final Map<String, Module> namedChildren() {
    return ModuleTree.children(this);
  }

  public final Collection<Module> children() {
    return namedChildren().values();
  }

  /// Parameters by path; one that is shared is listed once.
  public final Map<String, Tensor> namedParameters() {
    return namedParameters("", true, true);
  }

  /// @param prefix path of this module
  /// @param recurse also those of the modules below
  /// @param removeDuplicate false: a parameter is listed under all its paths
  public final Map<String, Tensor> namedParameters(
      String prefix, boolean recurse, boolean removeDuplicate) {
    return ModuleTree.tensors(
        holders(prefix, recurse, removeDuplicate), Module::parameterSlots, removeDuplicate);
  }

  public final Collection<Tensor> parameters() {
    return namedParameters().values();
  }

  /// Buffers by path; one that is shared is listed once.
  public final Map<String, Tensor> namedBuffers() {
    return namedBuffers("", true, true);
  }

  /// @param prefix path of this module
  /// @param recurse also those of the modules below
  /// @param removeDuplicate false: a buffer is listed under all its paths
  public final Map<String, Tensor> namedBuffers(
      String prefix, boolean recurse, boolean removeDuplicate) {
    return ModuleTree.tensors(
        holders(prefix, recurse, removeDuplicate), Module::bufferSlots, removeDuplicate);
  }

  public final Collection<Tensor> buffers() {
    return namedBuffers().values();
  }

  private Map<String, Module> holders(String prefix, boolean recurse, boolean removeDuplicate) {
    return recurse ? namedModules(prefix, removeDuplicate) : Map.of(prefix, this);
  }

  /// The module at a path, `body.0.act`; this one for the empty path.
  ///
  /// @throws TorchException if there is no module
  public final Module getSubmodule(String path) {
    return ModuleTree.submodule(this, path);
  }

  public final void setSubmodule(String path, Module module) {
    setSubmodule(path, module, false);
  }

  /// Puts a module at a path.
  ///
  /// @param strict there must be one already
  public final void setSubmodule(String path, Module module, boolean strict) {
    ModuleTree.setSubmodule(this, path, module, strict);
  }

  /// @throws TorchException if there is no parameter at this path
  public final Parameter getParameter(String path) {
    return ModuleTree.parameter(this, path);
  }

  /// @throws TorchException if there is no buffer at this path
  public final Tensor getBuffer(String path) {
    return ModuleTree.buffer(this, path);
  }

  /// Calls `action` with every module below, children before parents, and at last with this one. A
  /// shared module is visited in each of its parents.
  public final Module apply(Consumer<Module> action) {
    for (Module child : children()) child.apply(action);
    action.accept(this);
    return this;
  }

  // ---- mode, gradients, types ----------------------------------------------------------------

  public final boolean isTraining() {
    return training;
  }

  public final Module train() {
    return train(true);
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

  public final Module requiresGrad_() {
    return requiresGrad_(true);
  }

  public final void zeroGrad() {
    zeroGrad(true);
  }

  /// Forgets the gradients of all parameters.
  ///
  /// @param setToNone false: fills them with zeros instead
  public final void zeroGrad(boolean setToNone) {
    for (Tensor parameter : parameters()) {
      if (setToNone) {
        parameter.dropGrad();
      } else if (parameter.grad() != null) {
        parameter.setGrad(parameter.grad().detach().zero_());
      }
    }
  }

  /// Converts floating-point parameters and buffers; parameters stay the same objects.
  ///
  /// @throws TorchException for an integer type
  public final Module to(DType dtype) {
    if (!dtype.isFloatingPoint()) {
      throw TorchException.type(
          "nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=torch."
              + dtype.torchName());
    }
    return replaceData(tensor -> tensor.dtype().isFloatingPoint() ? tensor.to(dtype) : tensor);
  }

  public final Module toFloat() {
    return to(DType.FLOAT32);
  }

  public final Module toDouble() {
    return to(DType.FLOAT64);
  }

  public final Module toHalf() {
    return to(DType.FLOAT16);
  }

  public final Module toBFloat16() {
    return to(DType.BFLOAT16);
  }

  /// Converts all parameters and buffers, integers too.
  public final Module type(DType dtype) {
    return replaceData(tensor -> tensor.to(dtype));
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

  /// Parameters keep their identity, which optimisers rely on; buffers are replaced.
  private Module replaceData(UnaryOperator<Tensor> change) {
    try (var _ = Autograd.noGrad()) {
      for (Tensor parameter : parameters()) {
        parameter.setData(change.apply(parameter.detach()));
        if (parameter.grad() != null) parameter.setGrad(change.apply(parameter.grad()));
      }
      for (Module module : modules()) {
        for (Slot<Tensor> slot : module.members.buffers().values()) {
          if (slot.get() != null) slot.set(change.apply(slot.get()));
        }
      }
    }
    return this;
  }

  // ---- state ---------------------------------------------------------------------------------

  public final StateDict stateDict() {
    return stateDict("", false);
  }

  /// Parameters and persistent buffers by path, detached, sharing memory with this module.
  ///
  /// @param prefix stands before all names as it is, without a dot
  /// @param keepVars the very parameters and buffers
  public final StateDict stateDict(String prefix, boolean keepVars) {
    StateDict state = new StateDict();
    save(state, prefix, keepVars);
    return state;
  }

  private void save(StateDict state, String prefix, boolean keepVars) {
    Map<String, Object> metadata = new LinkedHashMap<>(Map.of("version", (long) stateVersion()));
    String path = prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
    state.metadata().put(path, metadata);
    for (StateHooks.BeforeSaving hook : stateHooks().beforeSaving.snapshot()) {
      hook.run(this, prefix, keepVars);
    }
    members.parameters().values().forEach(slot -> save(slot, state, prefix, keepVars));
    for (Slot<Tensor> slot : members.buffers().values()) {
      if (isPersistent(slot.name())) save(slot, state, prefix, keepVars);
    }
    if (writesExtraState()) state.put(prefix + StateLoader.EXTRA_STATE, writtenExtraState());
    for (Slot<? extends Module> child : members.children().values()) {
      Module module = child.get();
      if (module != null) module.save(state, prefix + child.name() + ".", keepVars);
    }
    for (StateHooks.AfterSaving hook : stateHooks().afterSaving.snapshot()) {
      hook.run(this, state, prefix, metadata);
    }
  }

  private static void save(Slot<Tensor> slot, StateDict state, String prefix, boolean keepVars) {
    Tensor value = slot.get();
    if (value != null) state.put(prefix + slot.name(), keepVars ? value : value.detach());
  }

  public final IncompatibleKeys loadStateDict(Map<String, ?> state) {
    return loadStateDict(state, true, false);
  }

  /// Copies the values of `state` into parameters and buffers.
  ///
  /// @param strict names that are missing or unexpected are an error; other shapes always are
  /// @param assign the values take the place of parameters and buffers instead
  /// @throws TorchException that names all that does not fit; what fits has been loaded
  public final IncompatibleKeys loadStateDict(
      Map<String, ?> state, boolean strict, boolean assign) {
    return new StateLoader(state, assign).load(this, state, strict);
  }

  /// Which version of its state this class writes.
  protected int stateVersion() {
    return 1;
  }

  /// Amends the state that an older version wrote, before it is loaded.
  ///
  /// @param state of this module and those below, by full path
  /// @param prefix of this module's names in it
  /// @param version that wrote it; 0 if that is not known
  protected void beforeLoading(Map<String, Object> state, String prefix, int version) {}

  /// Whether [#extraState] is part of the state.
  protected boolean hasExtraState() {
    return false;
  }

  /// What the state holds besides tensors.
  protected Object extraState() {
    throw new IllegalStateException(typeName() + " has no extra state");
  }

  /// Takes what [#extraState] gave.
  protected void setExtraState(Object state) {
    throw new IllegalStateException(typeName() + " has no extra state");
  }

  final boolean writesExtraState() {
    return overrides == null ? hasExtraState() : overrides.hasExtraState();
  }

  private Object writtenExtraState() {
    return overrides == null ? extraState() : overrides.extraState();
  }

  final void readExtraState(Object state) {
    if (overrides == null) setExtraState(state);
    else overrides.setExtraState(state);
  }

  final StateHooks stateHooks() {
    if (stateHooks == null) stateHooks = new StateHooks();
    return stateHooks;
  }

  public final Handle registerStateDictPreHook(StateHooks.BeforeSaving hook) {
    return stateHooks().beforeSaving.add(hook);
  }

  public final Handle registerStateDictPostHook(StateHooks.AfterSaving hook) {
    return stateHooks().afterSaving.add(hook);
  }

  public final Handle registerLoadStateDictPreHook(StateHooks.BeforeLoading hook) {
    return stateHooks().beforeLoading.add(hook);
  }

  public final Handle registerLoadStateDictPostHook(StateHooks.AfterLoading hook) {
    return stateHooks().afterLoading.add(hook);
  }

  // ---- copies --------------------------------------------------------------------------------

  /// A copy with parameters and buffers of its own. What is shared within this module is shared
  /// within the copy; hooks are kept, gradients are not.
  ///
  /// @throws TorchException if a tensor in it is not a leaf
  public final Module deepcopy() {
    return new DeepCopy().module(this);
  }

  final Module shallowCopy() {
    try {
      return (Module) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  final void completeCopy(Module original, DeepCopy copies) {
    members = original.members.copyFor(this, copies);
    hooks = original.hooks == null ? null : original.hooks.copy();
    stateHooks = original.stateHooks == null ? null : original.stateHooks.copy();
    peer = null;
    overrides = null;
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

  /// What stands between the parentheses before the children.
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
    List<String> extra = shownExtra().isEmpty() ? List.of() : shownExtra().lines().toList();
    List<String> children = describedChildren();
    if (children.isEmpty() && extra.size() < 2) return shownName() + "(" + shownExtra() + ")";
    List<String> lines = new ArrayList<>(extra);
    lines.addAll(children);
    return shownName() + "(" + INDENT + String.join(INDENT, lines) + "\n)";
  }

  /// One entry per child, `(name): repr`. [ModuleList] folds repeats.
  List<String> describedChildren() {
    List<String> lines = new ArrayList<>();
    members.children().forEach((name, slot) -> lines.add(described(name, "", slot.get())));
    return lines;
  }

  /// @param before stands before the child's text
  static String described(String label, String before, Module child) {
    String text = child == null ? "None" : child.toString();
    return "(" + label + "): " + before + text.replace("\n", INDENT);
  }

  /// A parameter around `data`; null stays null.
  protected static Tensor parameterOrNull(Tensor data) {
    return data == null || data instanceof Parameter ? data : new Parameter(data);
  }
}
