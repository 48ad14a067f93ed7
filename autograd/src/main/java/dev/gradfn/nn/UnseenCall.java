package dev.gradfn.nn;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.MemoryScope;
import dev.gradfn.autograd.Tensor;
import java.util.Map;

/// A call of modules into which nobody looks: nothing is recorded, no hook is there, no observer,
/// and all of them are gradfn's own, which keep nothing of a call. What lies between input and
/// output goes back at its end instead of waiting for the collector, so that the next call computes
/// in memory that the processor's caches still hold.
public final class UnseenCall {
  private static final String OWN_PACKAGES = "dev.gradfn.";

  private UnseenCall() {}

  /// What `module` computes.
  static Object run(Module module, Args args) {
    MemoryScope around = MemoryScope.ofCall();
    boolean isUnseen = around != null || (!Autograd.isSeen() && isKnown(module));
    if (!isUnseen) return module.ownForward(args);
    try (MemoryScope scope = MemoryScope.openForCall()) {
      Object output = module.ownForward(args);
      keep(scope, output);
      return output;
    }
  }

  private static boolean isKnown(Module module) {
    if (!module.isBare() || module.isTraining()) return false;
    if (!module.getClass().getPackageName().startsWith(OWN_PACKAGES)) return false;
    for (Slot<? extends Module> child : module.childSlots().values()) {
      if (child.get() != null && !isKnown(child.get())) return false;
    }
    return true;
  }

  private static void keep(MemoryScope scope, Object output) {
    switch (output) {
      case null -> {}
      case Tensor tensor -> scope.keep(tensor);
      case Iterable<?> all -> all.forEach(one -> keep(scope, one));
      case Map<?, ?> all -> all.values().forEach(one -> keep(scope, one));
      default -> scope.keepAll();
    }
  }

  /// Says that `used` was needed for nothing but `result`. Does nothing if they share memory, if
  /// `used` was made outside of the call, and outside of an unseen one.
  public static void forget(Object used, Object result) {
    MemoryScope scope = MemoryScope.ofCall();
    if (scope == null || !(used instanceof Tensor before)) return;
    if (result instanceof Tensor after) scope.end(before, after);
  }
}
