package dev.gradfn.pickle;

/// A Python set or frozenset, in the order of the file. Equality is identity.
public final class PySet {
  private final boolean frozen;
  private final PyDict elements = new PyDict(PyDict.Kind.DICT);

  /// An empty set.
  public PySet() {
    this(false);
  }

  PySet(boolean frozen) {
    this.frozen = frozen;
  }

  public boolean frozen() {
    return frozen;
  }

  public int size() {
    return elements.size();
  }

  public Object get(int position) {
    return elements.keyAt(position);
  }

  public boolean contains(Object element) {
    return elements.containsKey(element);
  }

  /// Adds an element; false if it is not hashable.
  public boolean add(Object element) {
    return elements.put(element, null);
  }

  @Override
  public String toString() {
    return (frozen ? "frozenset of " : "set of ") + size();
  }
}
