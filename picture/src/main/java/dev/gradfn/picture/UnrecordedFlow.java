package dev.gradfn.picture;

import dev.gradfn.autograd.EngineObserver;
import dev.gradfn.autograd.Node;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.op.Op;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Supplier;

/// Follows tensors that need no gradient from call to call: between frozen layers no `grad_fn` says
/// where a result goes.
final class UnrecordedFlow implements EngineObserver {
  /// A tensor that `maker` made went on.
  ///
  /// @param call that took it, where nothing was recorded; else null
  /// @param node that was recorded for what was made of it; else null
  record Step(ModuleCall maker, ModuleCall call, Node node, String shape) {}

  private final Supplier<ModuleCall> running;
  private final Set<Tensor> state = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<Tensor, Set<ModuleCall>> makers = new WeakHashMap<>();
  private final Set<Step> steps = new LinkedHashSet<>();

  /// @param running the innermost call, or null
  /// @param state buffers: what is written there comes from no call
  UnrecordedFlow(Supplier<ModuleCall> running, Iterable<Tensor> state) {
    this.running = running;
    state.forEach(this.state::add);
  }

  @Override
  public void applied(Op op, Tensor[] inputs, Tensor[] outputs, long start, long end) {
    ModuleCall call = running.get();
    Node node = recorded(outputs);
    Set<ModuleCall> inside = new LinkedHashSet<>();
    for (Tensor input : inputs) {
      for (ModuleCall maker : makersOf(input)) {
        if (node == null && isAround(call, maker)) inside.add(maker);
        else if (!isAround(maker, call)) went(maker, call, node, input);
      }
    }
    if (inside.isEmpty() && call != null) inside.add(call);
    for (Tensor output : outputs) {
      if (output.requiresGrad()) makers.remove(output);
      else if (!state.contains(output)) makers.put(output, inside);
    }
  }

  private static Node recorded(Tensor[] outputs) {
    for (Tensor output : outputs) if (output.gradFn() != null) return output.gradFn();
    return null;
  }

  private void went(ModuleCall maker, ModuleCall call, Node node, Tensor tensor) {
    steps.add(new Step(maker, node == null ? call : null, node, tensor.shape().toString()));
  }

  /// `call` ends with a tensor as a result: one that it was given may go through untouched.
  void returned(ModuleCall call, Tensor result) {
    if (result.requiresGrad()) return;
    boolean own = false;
    for (ModuleCall maker : makersOf(result)) {
      if (isAround(call, maker)) own = true;
      else if (!isAround(maker, call)) went(maker, call, null, result);
    }
    if (!own) makers.put(result, Set.of(call));
  }

  /// The innermost calls that a tensor which needs no gradient comes from.
  Set<ModuleCall> makersOf(Tensor tensor) {
    return makers.getOrDefault(tensor, Set.of());
  }

  /// Whether `inner` is `outer` or ran in its course; null is the program around all calls.
  private static boolean isAround(ModuleCall outer, ModuleCall inner) {
    for (ModuleCall at = inner; at != null; at = at.parent()) if (at == outer) return true;
    return outer == null;
  }

  /// In the order in which they happened.
  Set<Step> steps() {
    return steps;
  }
}
