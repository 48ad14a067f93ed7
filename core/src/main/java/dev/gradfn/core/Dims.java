package dev.gradfn.core;

import java.util.Arrays;
import java.util.function.LongUnaryOperator;

/// An immutable vector of numbers, one per dimension: a shape, strides, a kernel size, a padding.
///
/// Unlike an array it can be shared, compared and printed. An index may be negative and then counts
/// from the end, as everywhere in PyTorch.
public final class Dims {
  private static final Dims EMPTY = new Dims(new long[0]);

  private final long[] values;

  private Dims(long[] values) {
    this.values = values;
  }

  public static Dims of(long... values) {
    return values.length == 0 ? EMPTY : new Dims(values.clone());
  }

  /// `count` times the same number.
  public static Dims filled(int count, long value) {
    long[] values = new long[count];
    Arrays.fill(values, value);
    return new Dims(values);
  }

  /// Number of dimensions.
  public int rank() {
    return values.length;
  }

  public long get(int index) {
    return values[index < 0 ? index + values.length : index];
  }

  /// The entry as an `int`; a kernel's loop counter.
  public int at(int index) {
    return Math.toIntExact(get(index));
  }

  /// Product of all entries, 1 for none.
  ///
  /// @throws ArithmeticException if it does not fit into a long
  public long product() {
    long product = 1;
    for (long v : values) {
      if (v == 0) return 0;
    }
    for (long v : values) product = Math.multiplyExact(product, v);
    return product;
  }

  public Dims with(int index, long value) {
    long[] copy = values.clone();
    copy[index < 0 ? index + copy.length : index] = value;
    return new Dims(copy);
  }

  public Dims without(int index) {
    long[] copy = new long[values.length - 1];
    System.arraycopy(values, 0, copy, 0, index);
    System.arraycopy(values, index + 1, copy, index, copy.length - index);
    return new Dims(copy);
  }

  public Dims insert(int index, long value) {
    long[] copy = new long[values.length + 1];
    System.arraycopy(values, 0, copy, 0, index);
    copy[index] = value;
    System.arraycopy(values, index, copy, index + 1, values.length - index);
    return new Dims(copy);
  }

  /// The entries from `from` (inclusive) to `to` (exclusive).
  public Dims slice(int from, int to) {
    return of(Arrays.copyOfRange(values, from, to));
  }

  /// Entry `i` of the result is entry `order[i]` of this.
  public Dims permute(int... order) {
    long[] permuted = new long[order.length];
    for (int i = 0; i < order.length; i++) permuted[i] = values[order[i]];
    return new Dims(permuted);
  }

  public Dims map(LongUnaryOperator f) {
    long[] mapped = new long[values.length];
    for (int i = 0; i < mapped.length; i++) mapped[i] = f.applyAsLong(values[i]);
    return new Dims(mapped);
  }

  /// Strides, in elements, of a dense row-major array of this shape. A dimension of size 0 counts
  /// as 1, as in PyTorch.
  public Dims contiguousStrides() {
    long[] strides = new long[values.length];
    long next = 1;
    for (int i = values.length - 1; i >= 0; i--) {
      strides[i] = next;
      next = Math.multiplyExact(next, Math.max(values[i], 1));
    }
    return new Dims(strides);
  }

  public long[] toArray() {
    return values.clone();
  }

  public int[] toIntArray() {
    int[] ints = new int[values.length];
    for (int i = 0; i < ints.length; i++) ints[i] = Math.toIntExact(values[i]);
    return ints;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Dims dims && Arrays.equals(values, dims.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  /// As PyTorch prints a size in its messages: `[1, 3, 640, 640]`.
  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
