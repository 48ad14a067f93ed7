package dev.gradfn.nn;

import dev.gradfn.autograd.Warnings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// One call of a module with its hooks, those of all modules first: forward pre-hooks, forward,
/// forward hooks. Backward hooks put nodes around what happens between the two.
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
    List<BackwardPreHook> backwardPre = both(hooks -> hooks.backwardPre().snapshot());
    List<BackwardHook> backward = both(hooks -> hooks.backward(true));
    List<BackwardHook> legacy = both(hooks -> hooks.backward(false));
    runBefore();
    boolean passes = !backward.isEmpty() || !backwardPre.isEmpty();
    BackwardPassage passage = passes ? new BackwardPassage(module, backwardPre, backward) : null;
    if (passes) args = args.withPositional(passage.enter(args.positional()));
    output = module.run(args);
    runAfter();
    if (passes) output = passage.leave(output);
    if (!legacy.isEmpty()) {
      LegacyBackwardHooks.register(module, legacy, args.positional(), output);
    }
    return output;
  }

  /// Those of all modules, then the module's own.
  private <T> List<T> both(Function<ModuleHooks, List<T>> kind) {
    List<T> global = kind.apply(GlobalHooks.OF_CALLS);
    if (global.isEmpty()) return kind.apply(own);
    List<T> both = new ArrayList<>(global);
    both.addAll(kind.apply(own));
    return both;
  }

  private void runBefore() {
    for (ForwardPreHook hook : both(hooks -> hooks.forwardPre().snapshot())) {
      Args replaced = hook.before(module, args);
      if (replaced != null) args = replaced;
    }
  }

  private void runAfter() {
    for (ModuleHooks.Forward entry : both(hooks -> hooks.forward().snapshot())) {
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
                + entry.hook().text(e));
      }
    }
  }
}
