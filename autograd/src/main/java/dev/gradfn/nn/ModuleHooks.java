package dev.gradfn.nn;

import dev.gradfn.autograd.Handle;
import dev.gradfn.autograd.Hooks;
import dev.gradfn.autograd.TorchException;
import java.util.List;

/// The hooks around the calls of one module, or of all.
final class ModuleHooks {
  /// @param alwaysCall also when forward raised
  record Forward(ForwardHook hook, boolean alwaysCall) {}

  private final String where;
  private final Hooks<ForwardPreHook> forwardPre = new Hooks<>();
  private final Hooks<Forward> forward = new Hooks<>();
  private final Hooks<BackwardPreHook> backwardPre = new Hooks<>();
  private final Hooks<BackwardHook> backward = new Hooks<>();

  /// Whether the backward hooks are full ones; null before the first.
  private Boolean full;

  /// @param where for the message of whoever mixes the two kinds of backward hooks
  ModuleHooks(String where) {
    this.where = where;
  }

  static ModuleHooks ofOneModule() {
    return new ModuleHooks("on a single Module");
  }

  boolean isEmpty() {
    return forwardPre.size() + forward.size() + backwardPre.size() + backward.size() == 0;
  }

  Hooks<ForwardPreHook> forwardPre() {
    return forwardPre;
  }

  Hooks<Forward> forward() {
    return forward;
  }

  Hooks<BackwardPreHook> backwardPre() {
    return backwardPre;
  }

  Handle addForward(ForwardHook hook, boolean prepend, boolean alwaysCall) {
    return forward.add(new Forward(hook, alwaysCall), prepend);
  }

  Handle addBackward(BackwardHook hook, boolean isFull, boolean prepend) {
    if (full != null && full != isFull) {
      throw TorchException.runtime(
          "Cannot use both regular backward hooks and full backward hooks "
              + where
              + ". Please use only one of them.");
    }
    full = isFull;
    return backward.add(hook, prepend);
  }

  /// Those of one kind; none if the others are in use.
  List<BackwardHook> backward(boolean isFull) {
    return full != null && full == isFull ? backward.snapshot() : List.of();
  }

  void clear() {
    forwardPre.clear();
    forward.clear();
    backwardPre.clear();
    backward.clear();
    full = null;
  }

  ModuleHooks copy() {
    ModuleHooks copy = new ModuleHooks(where);
    forwardPre.snapshot().forEach(copy.forwardPre::add);
    forward.snapshot().forEach(copy.forward::add);
    backwardPre.snapshot().forEach(copy.backwardPre::add);
    backward.snapshot().forEach(copy.backward::add);
    copy.full = full;
    return copy;
  }
}
