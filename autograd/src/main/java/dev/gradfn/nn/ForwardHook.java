package dev.gradfn.nn;

/// Called after a module's forward. Returns null, or what to use in place of the output.
@FunctionalInterface
public interface ForwardHook {
  Object after(Module module, Args args, Object output);
}
