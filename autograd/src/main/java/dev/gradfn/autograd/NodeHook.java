package dev.gradfn.autograd;

import java.util.List;

/// Sees what a node has computed.
@FunctionalInterface
public interface NodeHook {
  /// @param gradInputs one per edge of the node, null where there is no gradient; none for
  ///   [AccumulateGrad]
  /// @param gradOutputs what the node received
  /// @return what replaces `gradInputs`, as many; null to leave them
  List<Tensor> call(List<Tensor> gradInputs, List<Tensor> gradOutputs);

  /// How error messages call this hook.
  default String name() {
    return HookResults.nameOf(this);
  }
}
