package dev.gradfn.nn;

import dev.gradfn.autograd.Handle;
import dev.gradfn.autograd.Hooks;
import dev.gradfn.autograd.Tensor;

/// Hooks of all modules at once: PyTorch's `register_module_…_hook`. They run before a module's
/// own.
public final class GlobalHooks {
  static final ModuleHooks OF_CALLS = new ModuleHooks("as a global Module hook");
  static final Hooks<RegistrationHook<Tensor>> PARAMETER_REGISTRATION = new Hooks<>();
  static final Hooks<RegistrationHook<Tensor>> BUFFER_REGISTRATION = new Hooks<>();
  static final Hooks<RegistrationHook<Module>> MODULE_REGISTRATION = new Hooks<>();

  private GlobalHooks() {}

  public static Handle registerForwardPreHook(ForwardPreHook hook) {
    return OF_CALLS.forwardPre().add(hook);
  }

  /// @param alwaysCall also when forward raised
  public static Handle registerForwardHook(ForwardHook hook, boolean alwaysCall) {
    return OF_CALLS.addForward(hook, false, alwaysCall);
  }

  public static Handle registerFullBackwardPreHook(BackwardPreHook hook) {
    return OF_CALLS.backwardPre().add(hook);
  }

  public static Handle registerFullBackwardHook(BackwardHook hook) {
    return OF_CALLS.addBackward(hook, true, false);
  }

  /// The older kind, see [Module#registerBackwardHook].
  public static Handle registerBackwardHook(BackwardHook hook) {
    return OF_CALLS.addBackward(hook, false, false);
  }

  public static Handle registerParameterRegistrationHook(RegistrationHook<Tensor> hook) {
    return PARAMETER_REGISTRATION.add(hook);
  }

  public static Handle registerBufferRegistrationHook(RegistrationHook<Tensor> hook) {
    return BUFFER_REGISTRATION.add(hook);
  }

  public static Handle registerModuleRegistrationHook(RegistrationHook<Module> hook) {
    return MODULE_REGISTRATION.add(hook);
  }

  /// Removes all, as if there had never been any.
  public static void clear() {
    OF_CALLS.clear();
    PARAMETER_REGISTRATION.clear();
    BUFFER_REGISTRATION.clear();
    MODULE_REGISTRATION.clear();
  }
}
