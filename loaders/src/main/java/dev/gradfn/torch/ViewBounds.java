package dev.gradfn.torch;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.Place;
import java.util.Arrays;

/// The check that a tensor lies inside its storage, with all arithmetic checked.
final class ViewBounds {
  private ViewBounds() {}

  static void check(
      StorageView storage, String dtype, long offset, long[] shape, long[] strides, Place place)
      throws CheckpointException {
    if (shape.length != strides.length) {
      throw place.refuse(
          "tensor has " + shape.length + " sizes and " + strides.length + " strides");
    }
    long needed;
    try {
      needed = elementsNeeded(offset, shape, strides);
    } catch (ArithmeticException _) {
      throw place.refuse(describe(offset, shape, strides) + " overflows 64 bits");
    }
    long available =
        storage.numel() * ElementType.size(storage.root().dtype()) / ElementType.size(dtype);
    if (needed > available) {
      throw place.refuse(
          describe(offset, shape, strides)
              + " needs "
              + needed
              + " elements, got "
              + available
              + " in storage "
              + Place.excerpt(storage.root().key())
              + "; the file is damaged");
    }
  }

  /// One more than the index of the last element that is reached, 0 if none is.
  private static long elementsNeeded(long offset, long[] shape, long[] strides) {
    long last = offset;
    long count = 1;
    boolean empty = false;
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] == 0) {
        empty = true;
      } else {
        count = Math.multiplyExact(count, shape[i]);
        last = Math.addExact(last, Math.multiplyExact(shape[i] - 1, strides[i]));
      }
    }
    return empty ? 0 : Math.addExact(last, 1);
  }

  private static String describe(long offset, long[] shape, long[] strides) {
    return "tensor of size "
        + Arrays.toString(shape)
        + ", stride "
        + Arrays.toString(strides)
        + ", offset "
        + offset;
  }
}
