package dev.gradfn.autograd;

/// Sees a leaf right after its `.grad` was written.
@FunctionalInterface
public interface PostAccumulateGradHook {
  void call(Tensor leaf);
}
