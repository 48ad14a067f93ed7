package dev.gradfn.pickle;

import java.util.Arrays;

/// A Python list. Equality is identity, because a list may contain itself.
public final class PyList {
  private static final Object[] NONE = {};

  private Object[] items = NONE;
  private int size;

  public int size() {
    return size;
  }

  public Object get(int index) {
    if (index >= size) {
      throw new IndexOutOfBoundsException("index " + index + " of a list of " + size);
    }
    return items[index];
  }

  /// Adds an item at the end.
  public void add(Object item) {
    if (size == items.length) {
      items = Arrays.copyOf(items, Math.max(4, size + (size >> 1)));
    }
    items[size++] = item;
  }

  void addAll(Object[] source, int from, int count) {
    if (size + count > items.length) {
      items = Arrays.copyOf(items, Math.max(size + count, size + (size >> 1)));
    }
    System.arraycopy(source, from, items, size, count);
    size += count;
  }

  @Override
  public String toString() {
    return "list of " + size;
  }
}
