package dev.gradfn.optim;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Handle;
import dev.gradfn.autograd.Hooks;
import dev.gradfn.autograd.MemoryScope;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.autograd.Warnings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// `torch.optim.Optimizer`: parameters in groups that share options, and a state per parameter.
///
/// ```java
/// optimizer.zeroGrad();
/// loss(model.call(x), y).backward();
/// optimizer.step();
/// ```
///
/// Subclasses follow PyTorch's algorithm for single tensors, operation by operation, in the type of
/// each parameter. `foreach`, `fused` and `capturable`, which choose among PyTorch's programs for
/// one and the same result, are kept and have no effect.
public abstract class Optimizer {
  private final Map<String, Object> defaults;
  private final List<ParamGroup> groups = new ArrayList<>();
  private final Map<Tensor, Map<String, Object>> state = new LinkedHashMap<>();
  private final Hooks<Consumer<Optimizer>> preHooks = new Hooks<>();
  private final Hooks<Consumer<Optimizer>> postHooks = new Hooks<>();
  private boolean stepped;

  /// @param params tensors; or map entries from names to tensors; or [ParamGroup]s, or maps like it
  /// @throws TorchException if there are none, or some are no leaves
  protected Optimizer(Iterable<?> params, Map<String, Object> defaults) {
    this.defaults = defaults;
    List<Object> items = new ArrayList<>();
    params.forEach(items::add);
    if (items.isEmpty()) throw TorchException.value("optimizer got an empty parameter list");
    boolean grouped = items.getFirst() instanceof ParamGroup || items.getFirst() instanceof Map;
    if (grouped) items.forEach(item -> add(asGroup(item)));
    else add(new ParamGroup(items));
  }

  @SuppressWarnings("unchecked")
  private static ParamGroup asGroup(Object item) {
    return switch (item) {
      case ParamGroup group -> group;
      case Map<?, ?> entries -> new ParamGroup((Map<String, ?>) entries);
      case null, default ->
          throw Errors.type(
              "param_group must be a dict, but got <class '" + PythonText.typeName(item) + "'>");
    };
  }

  // ---- groups --------------------------------------------------------------------------------

  /// Takes more parameters, for instance layers that are no longer frozen.
  public void addParamGroup(ParamGroup group) {
    add(group);
  }

  private void add(ParamGroup group) {
    group.resolveParams();
    group.requireLeaves(Boolean.TRUE.equals(defaults.get("differentiable")));
    group.setDefaults(defaults);
    Set<Tensor> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
    distinct.addAll(group.params());
    if (distinct.size() < group.params().size()) {
      Warnings.warn(
          "optimizer contains a parameter group with duplicate parameters; in future, this will"
              + " cause an error; see github.com/pytorch/pytorch/issues/40967 for more"
              + " information");
    }
    for (ParamGroup before : groups) {
      if (before.params().stream().anyMatch(distinct::contains)) {
        throw TorchException.value("some parameters appear in more than one parameter group");
      }
    }
    boolean named = group.has(ParamGroup.NAMES);
    if (!groups.isEmpty() && groups.getFirst().has(ParamGroup.NAMES) != named) {
      throw TorchException.value(
          "all optimizer param groups should be with/without names. cannot add param group "
              + (named ? "with" : "without")
              + " names to the optimizer");
    }
    groups.add(group);
  }

  /// The groups, in order. Changing a group's option changes the next step.
  public List<ParamGroup> paramGroups() {
    return Collections.unmodifiableList(groups);
  }

  /// The options that a group has unless it says otherwise, in PyTorch's order.
  public Map<String, Object> defaults() {
    return Collections.unmodifiableMap(defaults);
  }

  // ---- steps ---------------------------------------------------------------------------------

  /// Changes every parameter that has a gradient.
  public final void step() {
    step(null);
  }

  /// @param closure computes the loss anew, and its gradients; null: they are there
  /// @return the loss, or null without a closure
  public final Tensor step(Supplier<Tensor> closure) {
    stepped = true;
    preHooks.snapshot().forEach(hook -> hook.accept(this));
    boolean recorded = Boolean.TRUE.equals(defaults.get("differentiable"));
    Tensor loss;
    // The state lives from step to step, whatever scope the step is in.
    try (var _ = Autograd.setGradEnabled(recorded);
        var _ = MemoryScope.pause()) {
      loss = run(closure);
    }
    postHooks.snapshot().forEach(hook -> hook.accept(this));
    return loss;
  }

  /// One step, with recording off.
  protected abstract Tensor run(Supplier<Tensor> closure);

  protected static Tensor withGrad(Supplier<Tensor> closure) {
    try (var _ = Autograd.enableGrad()) {
      return closure.get();
    }
  }

  /// Whether a step was taken; a scheduler warns if it is stepped first.
  public final boolean hasStepped() {
    return stepped;
  }

  public void zeroGrad() {
    zeroGrad(true);
  }

  /// @param setToNone drop the gradients; else fill them with zeros, outside of their graph
  public void zeroGrad(boolean setToNone) {
    for (ParamGroup group : groups) {
      for (Tensor param : group.params()) {
        if (setToNone) param.dropGrad();
        else if (param.grad() != null) param.setGrad(zeroed(param.grad()));
      }
    }
  }

  private static Tensor zeroed(Tensor gradient) {
    Tensor plain = gradient.requiresGrad() ? gradient.detach() : gradient;
    return Autograd.noGrad(plain::zero_);
  }

  /// Called before each step.
  public Handle registerStepPreHook(Consumer<Optimizer> hook) {
    return preHooks.add(hook);
  }

  /// Called after each step.
  public Handle registerStepPostHook(Consumer<Optimizer> hook) {
    return postHooks.add(hook);
  }

  // ---- state ---------------------------------------------------------------------------------

  /// What the optimiser remembers of each parameter: tensors and numbers by PyTorch's names.
  public final Map<Tensor, Map<String, Object>> state() {
    return state;
  }

  protected final Map<String, Object> stateOf(Tensor param) {
    return state.computeIfAbsent(param, _ -> new LinkedHashMap<>());
  }

  /// `state` by the number of the parameter, and `param_groups` with these numbers. Tensors are
  /// those of the optimiser, not copies.
  public Map<String, Object> stateDict() {
    Map<Tensor, Long> numbers = new IdentityHashMap<>();
    List<Object> packedGroups = new ArrayList<>();
    long next = 0;
    for (ParamGroup group : groups) {
      for (Tensor param : group.params()) numbers.putIfAbsent(param, next++);
      Map<String, Object> packed = new LinkedHashMap<>(group.entries());
      packed.remove(ParamGroup.PARAMS);
      packed.put(ParamGroup.PARAMS, group.params().stream().map(numbers::get).toList());
      packedGroups.add(packed);
    }
    Map<Object, Object> packedState = new LinkedHashMap<>();
    state.forEach((param, values) -> packedState.put(numbers.get(param), values));
    Map<String, Object> dict = new LinkedHashMap<>();
    dict.put("state", packedState);
    dict.put("param_groups", packedGroups);
    return dict;
  }

  /// Takes options and state as [#stateDict] gave them; state tensors take the type of their
  /// parameter, except for `step`.
  ///
  /// @throws TorchException if groups differ in number or size
  public void loadStateDict(Map<String, ?> dict) {
    List<?> saved = (List<?>) dict.get("param_groups");
    requireSameSizes(saved);
    Map<Object, Tensor> byNumber = new HashMap<>();
    for (int i = 0; i < groups.size(); i++) {
      List<?> numbers = (List<?>) ((Map<?, ?>) saved.get(i)).get(ParamGroup.PARAMS);
      List<Tensor> params = groups.get(i).params();
      for (int k = 0; k < params.size(); k++) byNumber.put(numbers.get(k), params.get(k));
    }
    state.clear();
    ((Map<?, ?>) dict.get("state"))
        .forEach((number, values) -> {
          Tensor param = byNumber.get(number);
          if (param != null) state.put(param, converted((Map<?, ?>) values, param));
        });
    for (int i = 0; i < groups.size(); i++) {
      groups.set(i, loaded(groups.get(i), (Map<?, ?>) saved.get(i)));
    }
  }

  private void requireSameSizes(List<?> saved) {
    if (saved.size() != groups.size()) {
      throw TorchException.value("loaded state dict has a different number of parameter groups");
    }
    for (int i = 0; i < groups.size(); i++) {
      List<?> numbers = (List<?>) ((Map<?, ?>) saved.get(i)).get(ParamGroup.PARAMS);
      if (numbers.size() != groups.get(i).params().size()) {
        throw TorchException.value(
            "loaded state dict contains a parameter group that doesn't match the size of"
                + " optimizer's group");
      }
    }
  }

  private static Map<String, Object> converted(Map<?, ?> values, Tensor param) {
    Map<String, Object> converted = new LinkedHashMap<>();
    values.forEach((name, value) ->
        converted.put((String) name, name.equals("step") ? value : inTypeOf(param, value)));
    return converted;
  }

  private static Object inTypeOf(Tensor param, Object value) {
    return switch (value) {
      case Tensor tensor when param.dtype().isFloatingPoint() ->
          Autograd.noGrad(() -> tensor.to(param.dtype()));
      case List<?> list -> list.stream().map(item -> inTypeOf(param, item)).toList();
      case null, default -> value;
    };
  }

  /// The saved options around the parameters that are here.
  private static ParamGroup loaded(ParamGroup present, Map<?, ?> saved) {
    Map<String, Object> entries = new LinkedHashMap<>();
    saved.forEach((name, value) -> entries.put((String) name, value));
    entries.put(ParamGroup.PARAMS, present.params());
    if (present.has(ParamGroup.NAMES)) {
      entries.putIfAbsent(ParamGroup.NAMES, present.get(ParamGroup.NAMES));
    }
    return new ParamGroup(entries);
  }

  // ---- text ----------------------------------------------------------------------------------

  /// PyTorch's `repr(optimizer)`.
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(getClass().getSimpleName()).append(" (");
    for (int i = 0; i < groups.size(); i++) {
      out.append("\nParameter Group ").append(i).append('\n');
      new TreeMap<>(groups.get(i).entries())
          .forEach((name, value) -> {
            if (name.equals(ParamGroup.PARAMS)) return;
            out.append("    ").append(name).append(": ").append(PythonText.of(value)).append('\n');
          });
    }
    return out.append(')').toString();
  }
}
