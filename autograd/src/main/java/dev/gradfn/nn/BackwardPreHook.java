package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import java.util.List;

/// Called when backward reaches a module.
@FunctionalInterface
public interface BackwardPreHook {
  /// @param gradOutput one per output, null where no gradient arrived
  /// @return null, or what replaces `gradOutput`, as many
  List<Tensor> before(Module module, List<Tensor> gradOutput);
}
