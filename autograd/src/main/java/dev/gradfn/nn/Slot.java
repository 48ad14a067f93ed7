package dev.gradfn.nn;

/// A named place in a module for a parameter, a buffer or a child. Forward reads through it, so
/// that replacing what is in it (fusing, pruning, `m.weight = …`) changes what forward sees.
public final class Slot<T> {
  private final String name;
  private T value;

  Slot(String name, T value) {
    this.name = name;
    this.value = value;
  }

  public String name() {
    return name;
  }

  /// What is in it, or null: PyTorch registers `bias` as None where there is none.
  public T get() {
    return value;
  }

  public void set(T newValue) {
    value = newValue;
  }
}
