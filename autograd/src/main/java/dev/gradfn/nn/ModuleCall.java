package dev.gradfn.nn;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.autograd.Warnings;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/// One call of a module with its hooks, those of all modules first: forward pre-hooks, forward,
/// forward hooks.
final class ModuleCall {
  private final Module module;
  private final ModuleHooks own;
  private final Set<ModuleHooks.Forward> called =
      Collections.newSetFromMap(new IdentityHashMap<>());
  private Args args;
  private Object output;

  ModuleCall(Module module, ModuleHooks own, Args args) {
    this.module = module;
    this.own = own;
    this.args = args;
  }

  Object run() {
    try {
      return runAll();
    } catch (RuntimeException e) {
      runThoseAlwaysCalled(GlobalHooks.OF_CALLS, "global module");
      runThoseAlwaysCalled(own, "module");
      throw e;
    }
  }

  private Object runAll() {
    runBefore(GlobalHooks.OF_CALLS);
    runBefore(own);
    output = module.run(args);
    runAfter(GlobalHooks.OF_CALLS);
    runAfter(own);
    return output;
  }

  private void runBefore(ModuleHooks hooks) {
    for (ForwardPreHook hook : hooks.forwardPre().snapshot()) {
      Args replaced = hook.before(module, args);
      if (replaced != null) args = replaced;
    }
  }

  private void runAfter(ModuleHooks hooks) {
    for (ModuleHooks.Forward entry : hooks.forward().snapshot()) {
      called.add(entry);
      Object replaced = entry.hook().after(module, args, output);
      if (replaced != null) output = replaced;
    }
  }

  /// What these hooks throw must not hide the error that is under way.
  private void runThoseAlwaysCalled(ModuleHooks hooks, String whose) {
    for (ModuleHooks.Forward entry : hooks.forward().snapshot()) {
      if (!entry.alwaysCall() || !called.add(entry)) continue;
      try {
        Object replaced = entry.hook().after(module, args, output);
        if (replaced != null) output = replaced;
      } catch (RuntimeException e) {
        Warnings.warn(
            whose
                + " forward hook with ``always_call=True`` raised an exception that was silenced"
                + " as another error was raised in forward: "
                + text(e));
      }
    }
  }

  /// Python shows the message of a KeyError as a quoted key.
  private static String text(RuntimeException e) {
    boolean key = e instanceof TorchException t && t.kind() == TorchException.Kind.KEY;
    return key ? PythonNames.quoted(e.getMessage()) : e.getMessage();
  }
}
