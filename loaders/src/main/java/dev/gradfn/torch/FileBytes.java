package dev.gradfn.torch;

import dev.gradfn.pickle.ByteSource;
import dev.gradfn.pickle.CheckpointException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The bytes of an open file. Its size is asked for once; what is read later must still be there.
final class FileBytes implements ByteSource, AutoCloseable {
  /// Java arrays end here.
  static final int LARGEST_ARRAY = Integer.MAX_VALUE - 64;

  private final Path path;
  private final FileChannel channel;
  private final long size;

  private FileBytes(Path path, FileChannel channel, long size) {
    this.path = path;
    this.channel = channel;
    this.size = size;
  }

  /// Refuses what cannot be opened at all.
  static FileBytes open(Path path) throws CheckpointException {
    requireFile(path);
    FileChannel channel = null;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
      long size = channel.size();
      if (size == 0) {
        throw new CheckpointException(path + ": file is empty; fetch or save it again");
      }
      return new FileBytes(path, channel, size);
    } catch (CheckpointException e) {
      closeQuietly(channel);
      throw e;
    } catch (IOException e) {
      closeQuietly(channel);
      throw new CheckpointException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static void requireFile(Path path) throws CheckpointException {
    if (Files.isRegularFile(path)) {
      return;
    }
    String what = "is not a regular file; copy it into one first";
    if (Files.isDirectory(path)) {
      what = "is a directory, expected a file; name a file inside it";
    } else if (!Files.exists(path)) {
      what = "file does not exist; check the path";
    }
    throw new CheckpointException(path + ": " + what);
  }

  Path path() {
    return path;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long position, byte[] target, int from, int count) throws CheckpointException {
    ByteBuffer buffer = ByteBuffer.wrap(target, from, count);
    try {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, position + buffer.position() - from) < 0) {
          throw new EOFException("file became shorter while it was read");
        }
      }
    } catch (IOException e) {
      throw new CheckpointException(path + ": " + reason(e), e);
    }
  }

  /// A fresh copy of bytes that must exist.
  byte[] read(long position, long count) throws CheckpointException {
    if (count > LARGEST_ARRAY) {
      throw refuse("part of " + count + " bytes is over the limit of 2 GiB");
    }
    byte[] target = new byte[(int) count];
    read(position, target, 0, target.length);
    return target;
  }

  /// The part of the file that begins at `start`.
  ByteSource part(long start, long length) {
    return new ByteSource() {
      @Override
      public long size() {
        return length;
      }

      @Override
      public void read(long position, byte[] target, int from, int count)
          throws CheckpointException {
        FileBytes.this.read(start + position, target, from, count);
      }
    };
  }

  CheckpointException refuse(String what) {
    return new CheckpointException(path + ": " + what);
  }

  private static String reason(IOException e) {
    return e instanceof ClosedChannelException
        ? "file was closed before its weights were read; read them first"
        : "cannot be read: " + e.getMessage();
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException _) {
      // It was open for reading only: nothing can be lost.
    }
  }
}
