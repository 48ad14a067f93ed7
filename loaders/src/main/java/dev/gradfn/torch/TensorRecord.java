package dev.gradfn.torch;

import dev.gradfn.pickle.PyDict;
import java.util.Arrays;

/// A tensor as a checkpoint describes it: a view of a storage, checked to lie inside it.
///
/// Two are equal only if they are one object in the file. A view may be far larger than its storage
/// (stride 0), so nothing may be allocated from [#numel()] without a thought.
public final class TensorRecord {
  private final StorageRecord storage;
  private final String dtype;
  private final long offset;
  private final long[] shape;
  private final long[] strides;
  private final boolean requiresGrad;
  private final boolean parameter;
  private final boolean negative;
  private final PyDict attributes;

  TensorRecord(
      StorageRecord storage,
      String dtype,
      long offset,
      long[] shape,
      long[] strides,
      boolean requiresGrad,
      boolean parameter,
      boolean negative,
      PyDict attributes) {
    this.storage = storage;
    this.dtype = dtype;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
    this.requiresGrad = requiresGrad;
    this.parameter = parameter;
    this.negative = negative;
    this.attributes = attributes;
  }

  /// A plain tensor.
  static TensorRecord of(
      StorageRecord storage, String dtype, long offset, long[] shape, long[] strides) {
    return new TensorRecord(storage, dtype, offset, shape, strides, false, false, false, null);
  }

  TensorRecord asParameter(boolean gradient) {
    return new TensorRecord(
        storage, dtype, offset, shape, strides, gradient, true, negative, attributes);
  }

  /// The tensor that a parameter is made of.
  TensorRecord data() {
    return new TensorRecord(storage, dtype, offset, shape, strides, false, false, negative, null);
  }

  TensorRecord withAttributes(PyDict newAttributes) {
    return new TensorRecord(
        storage, dtype, offset, shape, strides, requiresGrad, parameter, negative, newAttributes);
  }

  public StorageRecord storage() {
    return storage;
  }

  /// The element type: that of the storage, unless the storage is untyped.
  public String dtype() {
    return dtype;
  }

  /// Index of the first element in the storage, in elements.
  public long offset() {
    return offset;
  }

  public long[] shape() {
    return shape.clone();
  }

  /// Steps in the storage, in elements.
  public long[] strides() {
    return strides.clone();
  }

  public boolean requiresGrad() {
    return requiresGrad;
  }

  /// Whether it is a `torch.nn.Parameter`.
  public boolean parameter() {
    return parameter;
  }

  /// Whether the values are the stored ones with the opposite sign.
  public boolean negative() {
    return negative;
  }

  /// What Python code has set on the tensor as an object; null if nothing.
  public PyDict attributes() {
    return attributes;
  }

  /// Number of elements.
  public long numel() {
    long product = 1;
    for (long size : shape) {
      product *= size;
    }
    return product;
  }

  @Override
  public String toString() {
    return "tensor " + dtype + " " + Arrays.toString(shape);
  }
}
