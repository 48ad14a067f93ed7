package dev.gradfn.pickle;

/// A Python tuple. Equality is identity; as a key of a [PyDict] it compares as Python does.
public final class PyTuple {
  static final PyTuple EMPTY = new PyTuple(new Object[0]);

  private final Object[] items;

  private PyTuple(Object[] items) {
    this.items = items;
  }

  /// A tuple of these items; None is null.
  public static PyTuple of(Object... items) {
    return items.length == 0 ? EMPTY : new PyTuple(items.clone());
  }

  /// Takes the array over: the caller must not keep it.
  static PyTuple owning(Object[] items) {
    return items.length == 0 ? EMPTY : new PyTuple(items);
  }

  public int size() {
    return items.length;
  }

  public Object get(int index) {
    return items[index];
  }

  @Override
  public String toString() {
    return "tuple of " + items.length;
  }
}
