package dev.gradfn.pickle;

import java.util.Arrays;

/// Python bytes or a bytearray. Equality is identity; as keys of a [PyDict] bytes compare by
/// content.
public final class PyBytes {
  private final byte[] content;
  private final boolean mutable;
  private int contentHash;

  PyBytes(byte[] content, boolean mutable) {
    this.content = content;
    this.mutable = mutable;
  }

  /// Whether it is a `bytearray`.
  public boolean isByteArray() {
    return mutable;
  }

  public int size() {
    return content.length;
  }

  public byte get(int index) {
    return content[index];
  }

  /// A copy of the bytes.
  public byte[] toByteArray() {
    return content.clone();
  }

  /// Kept once computed: the same large bytes may be used as a key many times.
  int contentHash() {
    if (contentHash == 0) {
      contentHash = Arrays.hashCode(content);
    }
    return contentHash;
  }

  int compareContent(PyBytes that) {
    return Arrays.compare(content, that.content);
  }

  @Override
  public String toString() {
    return (mutable ? "bytearray of " : "bytes of ") + content.length;
  }
}
