package dev.gradfn.pickle;

import java.util.Arrays;
import java.util.HashMap;

/// A Python dict, `OrderedDict`, `Counter` or `defaultdict`, in its order.
///
/// Keys are compared as Python compares them: 1, 1.0 and True are one key; tuples go by their
/// items; objects by identity. The dict itself has identity equality, because it may contain
/// itself. Entries can also be read by position, which needs no iterator.
public final class PyDict {
  /// The class of the dict.
  public enum Kind {
    DICT("dict"),
    ORDERED_DICT("collections.OrderedDict"),
    COUNTER("collections.Counter"),
    DEFAULT_DICT("collections.defaultdict");

    private final String pythonName;

    Kind(String pythonName) {
      this.pythonName = pythonName;
    }

    public String pythonName() {
      return pythonName;
    }
  }

  private static final Object[] NONE = {};

  private final Kind kind;
  private final Object factory;
  private HashMap<Object, Integer> positions;
  private Object[] keys = NONE;
  private Object[] values = NONE;
  private int size;
  private PyDict attributes;

  /// An empty dict.
  public PyDict() {
    this(Kind.DICT);
  }

  /// An empty dict of a kind.
  public PyDict(Kind kind) {
    this(kind, null);
  }

  PyDict(Kind kind, Object factory) {
    this.kind = kind;
    this.factory = factory;
  }

  public Kind kind() {
    return kind;
  }

  /// The `default_factory` of a defaultdict (a [GlobalName]), else null.
  public Object factory() {
    return factory;
  }

  /// What was set on the dict as an object, such as `_metadata` of a state dict; null if nothing.
  public PyDict attributes() {
    return attributes;
  }

  public int size() {
    return size;
  }

  public Object keyAt(int position) {
    checkPosition(position);
    return keys[position];
  }

  public Object valueAt(int position) {
    checkPosition(position);
    return values[position];
  }

  public boolean containsKey(Object key) {
    return positionOf(key) >= 0;
  }

  /// The value of a key; null if it is None or absent.
  public Object get(Object key) {
    int position = positionOf(key);
    return position < 0 ? null : values[position];
  }

  private void checkPosition(int position) {
    if (position >= size) {
      throw new IndexOutOfBoundsException("entry " + position + " of a dict of " + size);
    }
  }

  private int positionOf(Object key) {
    if (size == 0) {
      return -1;
    }
    Object hashKey = HashKey.of(key);
    Integer position = hashKey == null ? null : positions.get(hashKey);
    return position == null ? -1 : position;
  }

  /// Sets an entry; false if the key is not hashable. As in Python, a key that is there already
  /// keeps its place and its first spelling.
  public boolean put(Object key, Object value) {
    Object hashKey = HashKey.of(key);
    if (hashKey == null) {
      return false;
    }
    if (positions == null) {
      positions = new HashMap<>();
    }
    Integer position = positions.putIfAbsent(hashKey, size);
    if (position != null) {
      values[position] = value;
    } else {
      append(key, value);
    }
    return true;
  }

  private void append(Object key, Object value) {
    if (size == keys.length) {
      int capacity = Math.max(4, size * 2);
      keys = Arrays.copyOf(keys, capacity);
      values = Arrays.copyOf(values, capacity);
    }
    keys[size] = key;
    values[size++] = value;
  }

  /// What is set on the dict as an object: names to values.
  public void setAttributes(PyDict newAttributes) {
    attributes = newAttributes;
  }

  @Override
  public String toString() {
    return kind.pythonName + " of " + size;
  }
}
