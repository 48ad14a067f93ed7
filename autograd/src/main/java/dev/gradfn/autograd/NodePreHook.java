package dev.gradfn.autograd;

import java.util.List;

/// Sees what a node is about to receive.
@FunctionalInterface
public interface NodePreHook {
  /// @param gradOutputs one per output of the recorded operation; null where nothing arrived
  /// @return what replaces them, as many; null to leave them
  List<Tensor> call(List<Tensor> gradOutputs);

  /// How error messages call this hook.
  default String name() {
    return HookResults.nameOf(this);
  }
}
