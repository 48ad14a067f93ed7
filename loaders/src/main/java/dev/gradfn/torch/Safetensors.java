package dev.gradfn.torch;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.PickleLimits;
import dev.gradfn.pickle.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
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

  /// The limit of the original implementation; in a small heap, what has room there as objects.
  private static final long LONGEST_HEADER =
      Math.min(100_000_000, PickleLimits.DEFAULT.memory() / 8);

  private final FileBytes file;
  private final long dataStart;
  private final Map<String, SafetensorsEntry> entries = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private Safetensors(FileBytes file) throws CheckpointException {
    this.file = file;
    long length = headerLength(file.size());
    this.dataStart = PREFIX + length;
    byte[] header = file.read(PREFIX, length);
    new SafetensorsHeader(this, path().toString(), header, entries, metadata)
        .parse(file.size() - dataStart);
  }

  /// Opens a file; one that is no safetensors file, or a damaged one, is refused.
  public static Safetensors open(Path path) throws CheckpointException {
    return of(FileBytes.open(path));
  }

  static Safetensors of(FileBytes file) throws CheckpointException {
    try {
      return new Safetensors(file);
    } catch (CheckpointException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /// Writes tensors, such as a state dict; the file is there wholly or not at all. Tensors that
  /// share memory are written one by one.
  ///
  /// @param tensors [dev.gradfn.autograd.Tensor] by name
  /// @param metadata free texts, mostly `format` → `pt`
  /// @throws IllegalArgumentException if one is no tensor or has no data
  public static void write(Path path, Map<String, ?> tensors, Map<String, String> metadata)
      throws IOException {
    SafetensorsWriter.write(path, tensors, metadata);
  }

  /// The names of the tensors, as they lie in the file.
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
    return file.path();
  }

  private long headerLength(long size) throws CheckpointException {
    if (size < PREFIX) {
      throw refuse("file of " + size + " bytes, expected a header of at least 8");
    }
    long length = ByteBuffer.wrap(file.read(0, PREFIX)).order(ByteOrder.LITTLE_ENDIAN).getLong();
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

  byte[] read(SafetensorsEntry entry) throws CheckpointException {
    long length = entry.end() - entry.begin();
    if (length > FileBytes.LARGEST_ARRAY) {
      throw refuse(
          "tensor " + Place.excerpt(entry.name()) + " has " + length + " bytes, limit is 2 GiB");
    }
    return file.read(dataStart + entry.begin(), length);
  }

  private CheckpointException refuse(String what) {
    return file.refuse(what);
  }

  @Override
  public void close() {
    file.close();
  }
}
