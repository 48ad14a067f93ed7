package dev.gradfn.nn;

/// Called before a module's forward. Returns null, or what to use in place of the arguments.
@FunctionalInterface
public interface ForwardPreHook {
  Args before(Module module, Args args);
}
