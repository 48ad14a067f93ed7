package dev.gradfn.nn;

import dev.gradfn.autograd.Handle;
import dev.gradfn.autograd.Hooks;

/// The hooks around the calls of one module, or of all.
final class ModuleHooks {
  /// @param alwaysCall also when forward raised
  record Forward(ForwardHook hook, boolean alwaysCall) {}

  private final Hooks<ForwardPreHook> forwardPre = new Hooks<>();
  private final Hooks<Forward> forward = new Hooks<>();

  boolean isEmpty() {
    return forwardPre.size() + forward.size() == 0;
  }

  Hooks<ForwardPreHook> forwardPre() {
    return forwardPre;
  }

  Hooks<Forward> forward() {
    return forward;
  }

  Handle addForward(ForwardHook hook, boolean prepend, boolean alwaysCall) {
    return forward.add(new Forward(hook, alwaysCall), prepend);
  }

  ModuleHooks copy() {
    ModuleHooks copy = new ModuleHooks();
    forwardPre.snapshot().forEach(copy.forwardPre::add);
    forward.snapshot().forEach(copy.forward::add);
    return copy;
  }
}
