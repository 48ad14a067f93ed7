package dev.gradfn.nn;

import static java.util.stream.Collectors.joining;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.autograd.Warnings;
import dev.gradfn.core.Device;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Puts a state into a tree of modules, and collects all that does not fit before it complains.
final class StateLoader {
  static final String EXTRA_STATE = "_extra_state";

  private final StateHooks.Findings findings =
      new StateHooks.Findings(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  private final Map<String, Map<String, Object>> metadata;
  private final boolean assign;

  /// @param assign values take the place of parameters and buffers, instead of being copied into
  ///   them
  StateLoader(Map<String, ?> state, boolean assign) {
    this.metadata = state instanceof StateDict saved ? saved.metadata() : Map.of();
    this.assign = assign;
  }

  IncompatibleKeys load(Module root, Map<String, ?> state, boolean strict) {
    load(root, new LinkedHashMap<>(state), "");
    List<String> errors = new ArrayList<>();
    if (strict) {
      addKeys(errors, "Missing", findings.missing());
      addKeys(errors, "Unexpected", findings.unexpected());
    }
    errors.addAll(findings.errors());
    if (errors.isEmpty()) return incompatibleKeys();
    throw TorchException.runtime(
        "Error(s) in loading state_dict for "
            + root.shownName()
            + ":\n\t"
            + String.join("\n\t", errors));
  }

  private static void addKeys(List<String> errors, String kind, List<String> keys) {
    if (keys.isEmpty()) return;
    String quoted = keys.stream().map(key -> '"' + key + '"').collect(joining(", "));
    errors.add(kind + " key(s) in state_dict: " + quoted + ". ");
  }

  private IncompatibleKeys incompatibleKeys() {
    return new IncompatibleKeys(findings.missing(), findings.unexpected());
  }

  /// @param state of this module and those below it, by full path; hooks may change it
  private void load(Module module, Map<String, Object> state, String prefix) {
    String path = prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
    Map<String, Object> about = new LinkedHashMap<>(metadata.getOrDefault(path, Map.of()));
    module.beforeLoading(
        state, prefix, about.get("version") instanceof Number n ? n.intValue() : 0);
    for (StateHooks.BeforeLoading hook : module.stateHooks().beforeLoading.snapshot()) {
      hook.run(module, state, prefix, about, true, findings);
    }
    module.parameterSlots().values().forEach(slot -> fill(module, slot, state, prefix));
    for (Slot<Tensor> slot : module.bufferSlots().values()) {
      if (module.isPersistent(slot.name())) fill(module, slot, state, prefix);
    }
    loadExtraState(module, state, prefix);
    findUnexpected(module, state, prefix);
    for (Slot<? extends Module> child : module.childSlots().values()) {
      String below = prefix + child.name() + ".";
      if (child.get() != null) load(child.get(), startingWith(below, state), below);
    }
    for (StateHooks.AfterLoading hook : module.stateHooks().afterLoading.snapshot()) {
      hook.run(module, incompatibleKeys());
    }
  }

  private static Map<String, Object> startingWith(String prefix, Map<String, Object> state) {
    Map<String, Object> part = new LinkedHashMap<>();
    state.forEach((key, value) -> {
      if (key.startsWith(prefix)) part.put(key, value);
    });
    return part;
  }

  private void fill(Module module, Slot<Tensor> slot, Map<String, Object> state, String prefix) {
    Tensor target = slot.get();
    if (target == null) return;
    String key = prefix + slot.name();
    if (!state.containsKey(key)) {
      findings.missing().add(key);
    } else if (!(state.get(key) instanceof Tensor source)) {
      findings
          .errors()
          .add(
              "While copying the parameter named \""
                  + key
                  + "\", expected torch.Tensor or Tensor-like object from checkpoint but received"
                  + " <class '"
                  + PythonNames.of(state.get(key))
                  + "'>");
    } else {
      fill(module, slot.name(), target, key, source);
    }
  }

  private void fill(Module module, String name, Tensor target, String key, Tensor source) {
    // Files from before PyTorch 0.4 have one element where 0 dimensions belong.
    if (target.dim() == 0 && source.dim() == 1) source = source.select(0, 0);
    if (!source.shape().equals(target.shape())) {
      findings
          .errors()
          .add(
              "size mismatch for "
                  + key
                  + ": copying a param with shape "
                  + size(source)
                  + " from checkpoint, the shape in current model is "
                  + size(target)
                  + ".");
      return;
    }
    if (!assign && target.device() == Device.META && source.device() != Device.META)
      warnOfMeta(key);
    try (var _ = Autograd.noGrad()) {
      if (assign) module.setAttribute(name, assigned(target, source));
      else target.copy_(source);
    } catch (TorchException e) {
      findings.errors().add(failure(key, target, source, e));
    }
  }

  private static String size(Tensor tensor) {
    return "torch.Size(" + tensor.shape() + ")";
  }

  private static void warnOfMeta(String key) {
    Warnings.warn(
        "for "
            + key
            + ": copying from a non-meta parameter in the checkpoint to a meta parameter in the"
            + " current model, which is a no-op. (Did you mean to pass `assign=True` to assign"
            + " items in the state dictionary to their corresponding key in the module instead of"
            + " copying them in place?)");
  }

  private static Tensor assigned(Tensor target, Tensor source) {
    if (!(target instanceof Parameter)) return source;
    if (source instanceof Parameter) return source.requiresGrad_(target.requiresGrad());
    return new Parameter(source.array(), target.requiresGrad());
  }

  private static String failure(String key, Tensor target, Tensor source, TorchException e) {
    return "While copying the parameter named \""
        + key
        + "\", whose dimensions in the model are "
        + size(target)
        + " and whose dimensions in the checkpoint are "
        + size(source)
        + ", an exception occurred : ("
        + PythonNames.quoted(e.getMessage())
        + ",).";
  }

  private void loadExtraState(Module module, Map<String, Object> state, String prefix) {
    String key = prefix + EXTRA_STATE;
    boolean present = state.containsKey(key);
    if (module.writesExtraState() && present) module.readExtraState(state.get(key));
    else if (module.writesExtraState()) findings.missing().add(key);
    else if (present) findings.unexpected().add(key);
  }

  private void findUnexpected(Module module, Map<String, Object> state, String prefix) {
    for (String key : state.keySet()) {
      boolean own = key.startsWith(prefix) && !key.equals(prefix + EXTRA_STATE);
      if (own && !isExpected(module, key.substring(prefix.length()))) {
        findings.unexpected().add(key);
      }
    }
  }

  /// Whether `name` lies in a child, which will look for itself, or is state of this module.
  private static boolean isExpected(Module module, String name) {
    int dot = name.indexOf('.');
    if (dot >= 0) return module.childSlots().containsKey(name.substring(0, dot));
    Slot<Tensor> parameter = module.parameterSlots().get(name);
    if (parameter != null) return parameter.get() != null;
    Slot<Tensor> buffer = module.bufferSlots().get(name);
    return buffer != null && buffer.get() != null && module.isPersistent(name);
  }
}
