package dev.gradfn.yolov5;

import dev.gradfn.core.Dims;
import java.util.ArrayList;
import java.util.List;

/// Positional arguments of a layer in a config, evaluated, with Python's defaults.
final class LayerArguments {
  private final List<Object> values;

  LayerArguments(List<Object> values) {
    this.values = values;
  }

  private boolean has(int index) {
    return index < values.size();
  }

  Object get(int index, Object absent) {
    return has(index) ? values.get(index) : absent;
  }

  private Object required(int index) {
    if (has(index)) return values.get(index);
    throw new IllegalArgumentException(
        place(index) + ": expected a value, got only " + values.size() + " arguments");
  }

  private static String place(int index) {
    return "argument " + index;
  }

  int integer(int index) {
    return ConfigValues.integer(place(index), required(index));
  }

  int integer(int index, int absent) {
    return has(index) ? integer(index) : absent;
  }

  int positive(int index) {
    return ConfigValues.positiveInteger(place(index), required(index));
  }

  int positive(int index, int absent) {
    return has(index) ? positive(index) : absent;
  }

  double number(int index, double absent) {
    return has(index) ? ConfigValues.number(place(index), required(index)) : absent;
  }

  boolean bool(int index, boolean absent) {
    return has(index) ? ConfigValues.bool(place(index), required(index)) : absent;
  }

  /// One integer, or a list of them.
  Dims integers(int index, long... absent) {
    if (!has(index)) return Dims.of(absent);
    List<?> items = required(index) instanceof List<?> list ? list : List.of(integer(index));
    long[] numbers = new long[items.size()];
    for (int i = 0; i < numbers.length; i++) {
      Object item = items.get(i) instanceof Integer known ? Long.valueOf(known) : items.get(i);
      numbers[i] = ConfigValues.integer(place(index), item);
    }
    return Dims.of(numbers);
  }

  /// An integer for both dimensions, or a list with one for each.
  Dims pair(int index, long absent) {
    Dims given = integers(index, absent);
    if (given.rank() == 1) return Dims.filled(2, given.get(0));
    if (given.rank() == 2) return given;
    throw ConfigValues.wrong(place(index), "one or two integers", required(index));
  }

  /// As [#pair], and null for None: to be chosen by the kernel.
  Dims pairOrNull(int index) {
    return get(index, null) == null ? null : pair(index, 0);
  }

  LayerArguments with(int index, Object value) {
    List<Object> changed = new ArrayList<>(values);
    changed.set(index, value);
    return new LayerArguments(changed);
  }

  LayerArguments inserted(int index, Object value) {
    List<Object> changed = new ArrayList<>(values);
    changed.add(Math.min(index, changed.size()), value);
    return new LayerArguments(changed);
  }
}
