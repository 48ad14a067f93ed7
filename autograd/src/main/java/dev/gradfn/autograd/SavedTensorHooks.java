package dev.gradfn.autograd;

import java.util.function.Function;

/// `torch.autograd.graph.saved_tensors_hooks`: what happens to tensors that nodes keep.
///
/// @param pack takes a tensor when it is saved and gives what the node keeps instead
/// @param unpack gives the tensor back when a formula asks for it
public record SavedTensorHooks(Function<Tensor, ?> pack, Function<Object, Tensor> unpack) {

  /// From here on, in this thread, what is saved goes through these hooks; within nested scopes the
  /// innermost pair counts.
  ///
  /// @throws TorchException if hooks are disabled
  public static Autograd.Scope open(Function<Tensor, ?> pack, Function<Object, Tensor> unpack) {
    ThreadState state = ThreadState.current();
    if (state.savedTensorHooksDisabled != null) {
      throw TorchException.runtime(state.savedTensorHooksDisabled);
    }
    SavedTensorHooks hooks = new SavedTensorHooks(pack, unpack);
    state.savedTensorHooks.push(hooks);
    return () -> state.savedTensorHooks.removeFirstOccurrence(hooks);
  }

  /// Within this scope [#open] fails with `message`.
  ///
  /// @throws TorchException with that message if hooks are in force
  public static Autograd.Scope disable(String message) {
    ThreadState state = ThreadState.current();
    if (!state.savedTensorHooks.isEmpty()) throw TorchException.runtime(message);
    String before = state.savedTensorHooksDisabled;
    state.savedTensorHooksDisabled = message;
    return () -> state.savedTensorHooksDisabled = before;
  }

  /// `torch.autograd.graph.allow_mutation_on_saved_tensors`: nodes keep copies, so the originals
  /// may be changed in place before backward.
  public static Autograd.Scope allowMutation() {
    return open(tensor -> Autograd.noGrad(tensor::cloned), packed -> (Tensor) packed);
  }

  /// `torch.autograd.graph.save_on_cpu`: what is saved waits in main memory, where all of it is.
  public static Autograd.Scope saveOnCpu() {
    return open(tensor -> tensor, packed -> (Tensor) packed);
  }

  /// The pair in force, or null.
  static SavedTensorHooks current() {
    return ThreadState.current().savedTensorHooks.peek();
  }

  Object packed(Tensor tensor) {
    int version = tensor.version();
    Object packed = Autograd.noGrad(() -> pack.apply(tensor));
    if (tensor.version() == version) return packed;
    throw TorchException.runtime(
        "A saved tensor pack hook is modifying its input in place. Tensors provided as input to"
            + " pack hook cannot be modified by in-place operations as this can lead to unexpected"
            + " side-effects. Please open an issue if you need to perform in-place operations on"
            + " the input to a pack hook.");
  }
}
