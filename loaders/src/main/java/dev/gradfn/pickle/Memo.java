package dev.gradfn.pickle;

import java.util.Arrays;

/// The numbered values of a pickle.
///
/// Writers number from 0 and need two bytes for each, so an index larger than the position in the
/// file is a lie: it is refused, which keeps the array no longer than the file.
final class Memo {
  /// A stored None, to tell it from an empty slot.
  private static final Object NONE = new Object();

  private final ByteCursor input;
  private final int limit;
  private Object[] values = new Object[64];
  private int count;

  Memo(ByteCursor input, int limit) {
    this.input = input;
    this.limit = limit;
  }

  void put(long index, Object value) throws CheckpointException {
    if (index > input.position()) {
      throw input.refuse("memo index " + index + " is larger than the pickle up to here");
    }
    if (index >= limit) {
      throw input.refuse("memo index " + index + " is over the limit of " + limit);
    }
    int slot = (int) index;
    if (slot >= values.length) {
      int capacity = Math.max(slot + 1, values.length * 2);
      values = Arrays.copyOf(values, capacity);
    }
    if (values[slot] == null) {
      count++;
    }
    values[slot] = value == null ? NONE : value;
  }

  /// Under the next number, as MEMOIZE does.
  void add(Object value) throws CheckpointException {
    put(count, value);
  }

  Object get(long index) throws CheckpointException {
    Object value = index < values.length ? values[(int) index] : null;
    if (value == null) {
      throw input.refuse("memo index " + index + " was never stored; the pickle is damaged");
    }
    return value == NONE ? null : value;
  }
}
