package dev.gradfn.pickle;

/// Bytes that are fetched when they are needed: a pickle at the front of a large file is read
/// without the weights behind it.
public interface ByteSource {
  /// Bytes in memory; not copied, so they must not change.
  static ByteSource of(byte[] bytes) {
    return new ByteSource() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public void read(long position, byte[] target, int from, int count) {
        System.arraycopy(bytes, (int) position, target, from, count);
      }
    };
  }

  /// How many bytes there are; it does not change.
  long size();

  /// Copies `count` bytes, which must exist, from `position` to `target[from]` and on.
  ///
  /// @throws CheckpointException if they can no longer be read
  void read(long position, byte[] target, int from, int count) throws CheckpointException;
}
