package dev.gradfn.nn;

import dev.gradfn.autograd.TorchException;

/// Called after a module's forward. Returns null, or what to use in place of the output.
@FunctionalInterface
public interface ForwardHook {
  Object after(Module module, Args args, Object output);

  /// What a warning says of an error that this hook threw: Python's `str(e)`.
  default String text(RuntimeException e) {
    boolean key = e instanceof TorchException t && t.kind() == TorchException.Kind.KEY;
    return key ? PythonNames.quoted(e.getMessage()) : e.getMessage();
  }
}
