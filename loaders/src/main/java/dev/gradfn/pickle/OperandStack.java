package dev.gradfn.pickle;

import java.util.Arrays;

/// The stack of a pickle and its marks. Nothing below the last mark can be reached.
final class OperandStack {
  private final ByteCursor input;
  private Object[] items = new Object[64];
  private int size;
  private int[] marks = new int[16];
  private int markCount;
  private int floor;

  OperandStack(ByteCursor input) {
    this.input = input;
  }

  void push(Object item) {
    if (size == items.length) {
      items = Arrays.copyOf(items, size + (size >> 1));
    }
    items[size++] = item;
  }

  Object pop() throws CheckpointException {
    need(1);
    Object item = items[--size];
    items[size] = null;
    return item;
  }

  Object top() throws CheckpointException {
    need(1);
    return items[size - 1];
  }

  /// The value below a position (the last mark, or the top), which must not lie below another mark.
  Object peekBelow(int position) throws CheckpointException {
    if (position <= floor) {
      throw input.refuse("instruction without a value to work on; the pickle is damaged");
    }
    return items[position - 1];
  }

  /// The last items as a tuple.
  PyTuple popTuple(int count) throws CheckpointException {
    need(count);
    PyTuple tuple = PyTuple.owning(Arrays.copyOfRange(items, size - count, size));
    truncate(size - count);
    return tuple;
  }

  void mark() {
    if (markCount == marks.length) {
      marks = Arrays.copyOf(marks, markCount + (markCount >> 1));
    }
    marks[markCount++] = size;
    floor = size;
  }

  /// Takes the last mark away and tells where it was; what lies above it is read from [#items].
  int unmark() throws CheckpointException {
    if (markCount == 0) {
      throw input.refuse("instruction without a MARK before it; the pickle is damaged");
    }
    int mark = marks[--markCount];
    floor = markCount == 0 ? 0 : marks[markCount - 1];
    return mark;
  }

  int size() {
    return size;
  }

  Object[] items() {
    return items;
  }

  void truncate(int newSize) {
    Arrays.fill(items, newSize, size, null);
    size = newSize;
  }

  /// The one value that is left at the end.
  Object result() throws CheckpointException {
    if (markCount > 0 || size != 1) {
      throw input.refuse(
          "STOP with " + size + " values and " + markCount + " marks, expected one value");
    }
    return pop();
  }

  private void need(int count) throws CheckpointException {
    if (size - floor < count) {
      throw input.refuse(
          "instruction needs "
              + count
              + " values on the stack, got "
              + (size - floor)
              + "; the pickle is damaged");
    }
  }
}
