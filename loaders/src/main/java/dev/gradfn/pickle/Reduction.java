package dev.gradfn.pickle;

/// How a [PickleWriter] writes a value that is no plain Python one.
public sealed interface Reduction {
  /// As the result of a call.
  record Call(GlobalName function, PyTuple args) implements Reduction {}

  /// As something that lies outside the pickle.
  record Persistent(PyTuple id) implements Reduction {}

  /// As another value, which stands for it wherever it occurs.
  record Instead(Object value) implements Reduction {}

  /// Tells what to write for values that pickle itself does not know.
  @FunctionalInterface
  interface Source {
    /// @return null if the value cannot be written
    Reduction of(Object value);
  }
}
