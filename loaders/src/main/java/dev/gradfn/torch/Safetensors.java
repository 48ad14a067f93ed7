package dev.gradfn.torch;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.Place;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A safetensors file: named tensors and nothing else.
///
/// Opening reads and checks the header; the numbers stay in the file until
/// [SafetensorsEntry#bytes()] fetches them, so the file must stay open until then.
public final class Safetensors implements AutoCloseable {
  private static final int PREFIX = 8;

  /// The limit of the original implementation.
  private static final long LONGEST_HEADER = 100_000_000;

  private final Path path;
  private final FileChannel channel;
  private final long dataStart;
  private final Map<String, SafetensorsEntry> entries = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private Safetensors(Path path, FileChannel channel, long size) throws CheckpointException {
    this.path = path;
    this.channel = channel;
    long length = headerLength(size);
    this.dataStart = PREFIX + length;
    byte[] header = readFully(PREFIX, (int) length);
    new SafetensorsHeader(this, path.toString(), header, entries, metadata).parse(size - dataStart);
  }

  /// Opens a file; one that is no safetensors file, or a damaged one, is refused.
  public static Safetensors open(Path path) throws CheckpointException {
    long size = FileKind.requireNotEmpty(path);
    FileChannel channel;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
    } catch (IOException e) {
      throw new CheckpointException(path + ": cannot be read: " + e.getMessage(), e);
    }
    try {
      return new Safetensors(path, channel, size);
    } catch (CheckpointException | RuntimeException | Error e) {
      closeQuietly(channel);
      throw e;
    }
  }

  /// The names of the tensors, in the order of the file.
  public List<String> names() {
    return List.copyOf(entries.keySet());
  }

  /// The tensor of that name, or null.
  public SafetensorsEntry entry(String name) {
    return entries.get(name);
  }

  /// The free texts that the file carries, in its order.
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  public Path path() {
    return path;
  }

  private long headerLength(long size) throws CheckpointException {
    if (size < PREFIX) {
      throw refuse("file of " + size + " bytes, expected a header of at least 8");
    }
    long length = ByteBuffer.wrap(readFully(0, PREFIX)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > size - PREFIX) {
      throw refuse(
          "header claims "
              + Long.toUnsignedString(length)
              + " bytes, got "
              + (size - PREFIX)
              + "; not a safetensors file, or cut short");
    }
    if (length > LONGEST_HEADER) {
      throw refuse("header of " + length + " bytes, expected at most " + LONGEST_HEADER);
    }
    return length;
  }

  ByteBuffer read(SafetensorsEntry entry) throws CheckpointException {
    long length = entry.end() - entry.begin();
    if (length > Integer.MAX_VALUE - 64) {
      throw refuse(
          "tensor " + Place.excerpt(entry.name()) + " has " + length + " bytes, limit is 2 GiB");
    }
    byte[] content = readFully(dataStart + entry.begin(), (int) length);
    return ByteBuffer.wrap(content).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private byte[] readFully(long position, int length) throws CheckpointException {
    ByteBuffer target = ByteBuffer.allocate(length);
    try {
      while (target.hasRemaining()) {
        if (channel.read(target, position + target.position()) < 0) {
          throw new EOFException("file became shorter while it was read");
        }
      }
    } catch (IOException e) {
      throw new CheckpointException(path + ": cannot be read: " + reason(e), e);
    }
    return target.array();
  }

  private static String reason(IOException e) {
    return e instanceof ClosedChannelException
        ? "file was closed before its tensors were read; read them first"
        : e.getMessage();
  }

  private CheckpointException refuse(String what) {
    return new CheckpointException(path + ": " + what);
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException _) {
      // It was open for reading only: nothing can be lost.
    }
  }
}
