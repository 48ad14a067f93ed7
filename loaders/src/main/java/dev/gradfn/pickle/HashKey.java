package dev.gradfn.pickle;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/// What stands for a Python value in a Java hash table, so that two values that Python holds for
/// the same key are equal in Java.
///
/// Tuples are looked into only so deep and so wide: keys of real checkpoints are strings, numbers
/// and small tuples. Everything that can be chosen by a file is comparable, so equal hashes do not
/// make the table slow.
final class HashKey {
  private static final int DEEPEST_TUPLE = 16;
  private static final int WIDEST_TUPLE = 256;
  private static final double TWO_TO_63 = 0x1p63;
  private static final Object NONE = new Object();

  private HashKey() {}

  /// The stand-in of a key, or null if Python could not hash it (or it is a tuple beyond reason).
  static Object of(Object key) {
    if (key instanceof String || key instanceof Long) {
      return key;
    }
    return of(key, 0, new int[] {WIDEST_TUPLE});
  }

  /// What using the key costs, in units of work.
  static long cost(Object key) {
    if (key instanceof String text) {
      return text.length() >> 6;
    }
    if (key instanceof PyBytes bytes) {
      return bytes.size() >> 6;
    }
    return key instanceof PyTuple tuple ? tupleCost(tuple) : 0;
  }

  private static long tupleCost(PyTuple tuple) {
    long cost = WIDEST_TUPLE >> 4;
    int known = Math.min(tuple.size(), WIDEST_TUPLE);
    for (int i = 0; i < known; i++) {
      Object item = tuple.get(i);
      cost += 1 + (item instanceof PyTuple ? WIDEST_TUPLE : cost(item));
    }
    return cost;
  }

  /// Why [#of(Object)] returned null.
  static String reason(Object key) {
    return key instanceof PyTuple
        ? "a tuple that holds something unhashable or is too large cannot be a key"
        : PyTypes.described(key) + " cannot be a key";
  }

  private static Object of(Object key, int depth, int[] itemsLeft) {
    if (key == null) {
      return NONE;
    }
    if (key instanceof String || key instanceof Long || key instanceof BigInteger) {
      return key;
    }
    if (key instanceof Boolean flag) {
      return flag ? 1L : 0L;
    }
    if (key instanceof Double number) {
      return number(number);
    }
    if (key instanceof PyTuple tuple) {
      return tuple(tuple, depth, itemsLeft);
    }
    return object(key);
  }

  private static Object object(Object key) {
    if (key instanceof PyBytes bytes) {
      return bytes.isByteArray() ? null : new Content(bytes);
    }
    if (key instanceof PySet set) {
      return set.frozen() ? key : null;
    }
    return key instanceof PyList || key instanceof PyDict ? null : key;
  }

  private static Object number(double value) {
    if (value == Math.rint(value) && !Double.isInfinite(value)) {
      if (value >= -TWO_TO_63 && value < TWO_TO_63) {
        return (long) value;
      }
      return new BigDecimal(value).toBigInteger();
    }
    // NaN is not even equal to itself: every one is a key of its own.
    return Double.isNaN(value) ? new Object() : (Object) value;
  }

  private static Object tuple(PyTuple tuple, int depth, int[] itemsLeft) {
    itemsLeft[0] -= tuple.size();
    if (depth >= DEEPEST_TUPLE || itemsLeft[0] < 0) {
      return null;
    }
    Object[] items = new Object[tuple.size()];
    int hash = 1;
    for (int i = 0; i < items.length; i++) {
      items[i] = of(tuple.get(i), depth + 1, itemsLeft);
      if (items[i] == null) {
        return null;
      }
      hash = 31 * hash + items[i].hashCode();
    }
    return new Items(items, hash);
  }

  /// The items of a tuple.
  private static final class Items implements Comparable<Items> {
    private final Object[] items;
    private final int hash;

    Items(Object[] items, int hash) {
      this.items = items;
      this.hash = hash;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Items that && hash == that.hash && Arrays.equals(items, that.items);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public int compareTo(Items that) {
      int common = Math.min(items.length, that.items.length);
      for (int i = 0; i < common; i++) {
        int order = compare(items[i], that.items[i]);
        if (order != 0) {
          return order;
        }
      }
      return Integer.compare(items.length, that.items.length);
    }

    @SuppressWarnings("unchecked") // two objects of one Comparable class
    private static int compare(Object a, Object b) {
      if (a instanceof Comparable<?> comparable && a.getClass() == b.getClass()) {
        return ((Comparable<Object>) comparable).compareTo(b);
      }
      return a.getClass().getName().compareTo(b.getClass().getName());
    }
  }

  /// The content of bytes.
  private static final class Content implements Comparable<Content> {
    private final PyBytes bytes;

    Content(PyBytes bytes) {
      this.bytes = bytes;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Content that
          && (bytes == that.bytes || bytes.compareContent(that.bytes) == 0);
    }

    @Override
    public int hashCode() {
      return bytes.contentHash();
    }

    @Override
    public int compareTo(Content that) {
      return bytes.compareContent(that.bytes);
    }
  }
}
