package dev.gradfn.autograd;

/// The hooks of a leaf: on its gradient, and after that was added to `.grad`.
///
/// They belong to the tensor, not to its [AccumulateGrad], which may be made anew.
record LeafHooks(Hooks<TensorHook> before, Hooks<PostAccumulateGradHook> after) {
  LeafHooks() {
    this(new Hooks<>(), new Hooks<>());
  }

  void runAfter(Tensor leaf) {
    for (PostAccumulateGradHook hook : after.snapshot()) hook.call(leaf);
  }
}
