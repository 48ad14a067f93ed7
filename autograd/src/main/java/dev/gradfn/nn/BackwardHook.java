package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import java.util.List;

/// Called when backward has passed a module.
@FunctionalInterface
public interface BackwardHook {
  /// @param gradInput one per positional argument, null where that is no tensor; all are null if no
  ///   argument requires grad
  /// @param gradOutput one per output, null where no gradient arrived
  /// @return null, or what replaces `gradInput`, as many
  List<Tensor> after(Module module, List<Tensor> gradInput, List<Tensor> gradOutput);
}
