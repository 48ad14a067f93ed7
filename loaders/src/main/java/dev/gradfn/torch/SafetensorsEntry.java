package dev.gradfn.torch;

import dev.gradfn.pickle.CheckpointException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// One tensor of a safetensors file: contiguous, row-major, little-endian.
public final class SafetensorsEntry {
  private final Safetensors file;
  private final String name;
  private final String dtype;
  private final long[] shape;
  private final long begin;
  private final long end;

  SafetensorsEntry(
      Safetensors file, String name, String dtype, long[] shape, long begin, long end) {
    this.file = file;
    this.name = name;
    this.dtype = dtype;
    this.shape = shape;
    this.begin = begin;
    this.end = end;
  }

  public String name() {
    return name;
  }

  /// The element type by PyTorch's name: `float32` for F32.
  public String dtype() {
    return dtype;
  }

  public long[] shape() {
    return shape.clone();
  }

  /// Where the bytes begin and end, counted from the end of the header.
  long begin() {
    return begin;
  }

  long end() {
    return end;
  }

  /// The same as a tensor of a state dict, alone in its storage.
  TensorRecord record() {
    int width = ElementType.size(dtype);
    long numel = (end - begin) / width;
    StorageRecord storage =
        new StorageRecord(name, dtype, numel, "cpu", false, () -> file.read(this));
    return TensorRecord.of(storage, dtype, 0, shape, contiguousStrides());
  }

  private long[] contiguousStrides() {
    long[] strides = new long[shape.length];
    long step = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= Math.max(1, shape[i]);
    }
    return strides;
  }

  /// A fresh copy of the bytes: read-only, at position 0, little-endian. Reads the file, which must
  /// still be open.
  public ByteBuffer bytes() throws CheckpointException {
    return record().storage().bytes();
  }

  @Override
  public String toString() {
    return name + ": " + dtype + " " + Arrays.toString(shape);
  }
}
