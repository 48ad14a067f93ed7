package dev.gradfn.autograd;

/// Sees the gradient of a tensor once it is complete, before it is used.
@FunctionalInterface
public interface TensorHook {
  /// @param gradient null if none arrived at this output of a node that runs
  /// @return what replaces it, of the same shape and type; null to leave it
  Tensor call(Tensor gradient);

  /// How error messages call this hook.
  default String name() {
    return HookResults.nameOf(this);
  }
}
