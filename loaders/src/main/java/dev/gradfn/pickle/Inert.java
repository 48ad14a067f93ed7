package dev.gradfn.pickle;

/// A Python object whose class is not rebuilt here: what the pickle says of it, and no behaviour.
///
/// Two are equal only if they are the same object, as with plain Python objects; so a tree of them,
/// however deep or circular, can be kept in hash tables.
public abstract sealed class Inert permits PyObject, Reduced {
  private final GlobalName name;
  private final PyTuple args;
  private Object state;
  private boolean built;

  Inert(GlobalName name, PyTuple args) {
    this.name = name;
    this.args = args;
  }

  /// The class of the object, or the function that would have made it.
  public final GlobalName name() {
    return name;
  }

  /// What the class or function would have been called with.
  public final PyTuple args() {
    return args;
  }

  /// What would have gone to `__setstate__`: mostly a [PyDict] of attributes; null if there is
  /// none.
  public final Object state() {
    return state;
  }

  /// Whether the pickle gave it a state (which may be None).
  public final boolean hasState() {
    return built;
  }

  final void build(Object newState) {
    state = newState;
    built = true;
  }

  @Override
  public final String toString() {
    return "<" + name + ">";
  }
}
