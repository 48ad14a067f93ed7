package dev.gradfn.torch;

import dev.gradfn.pickle.CheckpointException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The memory that one or several tensors of a checkpoint lie in. Its bytes stay in the file until
/// they are asked for.
public final class StorageRecord {
  /// Fetches the bytes as the file has them.
  interface Source {
    byte[] bytes() throws CheckpointException;
  }

  private final String key;
  private final String dtype;
  private final long numel;
  private final String location;
  private final boolean bigEndian;
  private final Source source;

  StorageRecord(
      String key, String dtype, long numel, String location, boolean bigEndian, Source source) {
    this.key = key;
    this.dtype = dtype;
    this.numel = numel;
    this.location = location;
    this.bigEndian = bigEndian;
    this.source = source;
  }

  /// Its name in the file: in a zip the record is `data/<key>`, in safetensors the tensor's name.
  public String key() {
    return key;
  }

  /// The element type; `uint8` for an untyped storage.
  public String dtype() {
    return dtype;
  }

  /// Number of elements.
  public long numel() {
    return numel;
  }

  /// The device it was saved from, as PyTorch writes it: `cpu`, `cuda:0`.
  public String location() {
    return location;
  }

  /// Number of bytes.
  public long byteSize() {
    return numel * ElementType.size(dtype);
  }

  boolean bigEndian() {
    return bigEndian;
  }

  /// A fresh copy of the bytes: read-only, at position 0, little-endian whatever the file has.
  /// Reads the file, which must still be open.
  public ByteBuffer bytes() throws CheckpointException {
    byte[] content = source.bytes();
    if (bigEndian) {
      swap(content, ElementType.numberSize(dtype));
    }
    return ByteBuffer.wrap(content).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void swap(byte[] content, int width) {
    for (int start = 0; start + width <= content.length; start += width) {
      for (int i = 0; i < width / 2; i++) {
        byte first = content[start + i];
        content[start + i] = content[start + width - 1 - i];
        content[start + width - 1 - i] = first;
      }
    }
  }

  @Override
  public String toString() {
    return "storage " + key + ": " + numel + " " + dtype;
  }
}
