package dev.gradfn.nn;

import dev.gradfn.autograd.Hooks;
import java.util.List;
import java.util.Map;

/// Hooks around saving and loading the state of one module.
public final class StateHooks {
  /// Called before a module's state is collected.
  @FunctionalInterface
  public interface BeforeSaving {
    void run(Module module, String prefix, boolean keepVars);
  }

  /// Called with the state of a module and of all below it, and may change it.
  @FunctionalInterface
  public interface AfterSaving {
    void run(Module module, StateDict state, String prefix, Map<String, Object> metadata);
  }

  /// What has gone wrong so far; all three lists may be changed.
  public record Findings(List<String> missing, List<String> unexpected, List<String> errors) {}

  /// Called before a module takes its values from `state`, which it may change.
  @FunctionalInterface
  public interface BeforeLoading {
    void run(
        Module module,
        Map<String, Object> state,
        String prefix,
        Map<String, Object> metadata,
        boolean strict,
        Findings findings);
  }

  /// Called when a module and all below it have their values; may change the lists of keys.
  @FunctionalInterface
  public interface AfterLoading {
    void run(Module module, IncompatibleKeys keys);
  }

  final Hooks<BeforeSaving> beforeSaving = new Hooks<>();
  final Hooks<AfterSaving> afterSaving = new Hooks<>();
  final Hooks<BeforeLoading> beforeLoading = new Hooks<>();
  final Hooks<AfterLoading> afterLoading = new Hooks<>();

  StateHooks() {}

  StateHooks copy() {
    StateHooks copy = new StateHooks();
    beforeSaving.snapshot().forEach(copy.beforeSaving::add);
    afterSaving.snapshot().forEach(copy.afterSaving::add);
    beforeLoading.snapshot().forEach(copy.beforeLoading::add);
    afterLoading.snapshot().forEach(copy.afterLoading::add);
    return copy;
  }
}
