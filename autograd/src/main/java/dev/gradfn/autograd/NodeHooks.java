package dev.gradfn.autograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// The hooks of one node, in the order in which backward runs them: those of the tensors that the
/// node made, then [Tensor#retainGrad], then the node's own, before and after.
final class NodeHooks {
  /// Hooks of the tensors, by output; an entry is null where there are none.
  private final List<Hooks<TensorHook>> tensorHooks = new ArrayList<>();

  /// Tensors whose gradient is kept, by output.
  private final List<Tensor> retaining = new ArrayList<>();

  private final Hooks<NodePreHook> before = new Hooks<>();
  private final Hooks<NodeHook> after = new Hooks<>();

  Hooks<NodePreHook> before() {
    return before;
  }

  Hooks<NodeHook> after() {
    return after;
  }

  Hooks<TensorHook> ofOutput(int output) {
    grow(tensorHooks, output);
    if (tensorHooks.get(output) == null) tensorHooks.set(output, new Hooks<>());
    return tensorHooks.get(output);
  }

  /// @param tensor null: no longer
  void retain(int output, Tensor tensor) {
    grow(retaining, output);
    retaining.set(output, tensor);
  }

  private static void grow(List<?> list, int index) {
    while (list.size() <= index) list.add(null);
  }

  /// Hooks of tensors, then retained gradients.
  ///
  /// @param gradients replaced in place
  void runOfTensors(Tensor[] gradients) {
    for (int i = 0; i < tensorHooks.size(); i++) {
      if (tensorHooks.get(i) != null) gradients[i] = run(tensorHooks.get(i), gradients[i]);
    }
    for (int i = 0; i < retaining.size(); i++) {
      boolean kept = retaining.get(i) != null && gradients[i] != null;
      if (kept) retaining.get(i).retain(gradients[i]);
    }
  }

  static Tensor run(Hooks<TensorHook> hooks, Tensor gradient) {
    for (TensorHook hook : hooks.snapshot()) {
      gradient = HookResults.checked(gradient, hook.call(gradient), hook.name());
    }
    return gradient;
  }

  void runBefore(Tensor[] gradients) {
    for (NodePreHook hook : before.snapshot()) {
      HookResults.replace(gradients, hook.call(seen(gradients)), hook.name());
    }
  }

  void runAfter(Tensor[] results, Tensor[] gradients) {
    for (NodeHook hook : after.snapshot()) {
      HookResults.replace(results, hook.call(seen(results), seen(gradients)), hook.name());
    }
  }

  private static List<Tensor> seen(Tensor[] tensors) {
    return Collections.unmodifiableList(Arrays.asList(tensors.clone()));
  }
}
