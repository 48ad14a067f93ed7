package dev.gradfn.torch;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// The header of a safetensors file. Its JSON has one fixed shape, so it is read by that shape;
/// what does not fit is refused, and nothing can nest deeper.
final class SafetensorsHeader {
  private static final int HIGHEST_RANK = 64;
  private static final String METADATA = "__metadata__";

  private final Safetensors file;
  private final JsonCursor json;
  private final Map<String, SafetensorsEntry> entries;
  private final Map<String, String> metadata;
  private boolean metadataSeen;

  SafetensorsHeader(
      Safetensors file,
      String path,
      byte[] header,
      Map<String, SafetensorsEntry> entries,
      Map<String, String> metadata)
      throws CheckpointException {
    this.file = file;
    this.json = new JsonCursor(path, "header", header);
    this.entries = entries;
    this.metadata = metadata;
  }

  void parse(long dataSize) throws CheckpointException {
    json.expect('{');
    if (!json.accept('}')) {
      do {
        member();
      } while (json.accept(','));
      json.expect('}');
    }
    json.expectEnd();
    checkLayout(dataSize);
  }

  private void member() throws CheckpointException {
    String name = json.string();
    json.expect(':');
    if (name.equals(METADATA)) {
      texts();
    } else if (entries.containsKey(name)) {
      throw json.refuse("tensor " + Place.excerpt(name) + " is there twice");
    } else {
      entries.put(name, tensor(name));
    }
  }

  private void texts() throws CheckpointException {
    if (metadataSeen) {
      throw json.refuse(METADATA + " is there twice");
    }
    metadataSeen = true;
    json.expect('{');
    if (json.accept('}')) {
      return;
    }
    do {
      String key = json.string();
      json.expect(':');
      if (metadata.putIfAbsent(key, json.string()) != null) {
        throw json.refuse("metadata " + Place.excerpt(key) + " is there twice");
      }
    } while (json.accept(','));
    json.expect('}');
  }

  private SafetensorsEntry tensor(String name) throws CheckpointException {
    String dtype = null;
    long[] shape = null;
    long[] offsets = null;
    json.expect('{');
    do {
      String field = json.string();
      json.expect(':');
      if (field.equals("dtype") && dtype == null) {
        dtype = dtype(name);
      } else if (field.equals("shape") && shape == null) {
        shape = numbers();
      } else if (field.equals("data_offsets") && offsets == null) {
        offsets = numbers();
      } else {
        throw json.refuse("field " + Place.excerpt(field) + " is unknown or there twice");
      }
    } while (json.accept(','));
    json.expect('}');
    if (dtype == null || shape == null || offsets == null) {
      throw json.refuse(
          "tensor " + Place.excerpt(name) + " lacks one of dtype, shape and data_offsets");
    }
    checkSize(name, dtype, shape, offsets);
    return new SafetensorsEntry(file, name, dtype, shape, offsets[0], offsets[1]);
  }

  private String dtype(String name) throws CheckpointException {
    String text = json.string();
    String dtype = SafetensorsType.torchName(text);
    if (dtype == null) {
      throw json.refuse(
          "tensor "
              + Place.excerpt(name)
              + " has dtype "
              + Place.excerpt(text)
              + ", which is not supported");
    }
    return dtype;
  }

  private long[] numbers() throws CheckpointException {
    json.expect('[');
    long[] numbers = new long[4];
    int count = 0;
    if (!json.accept(']')) {
      do {
        if (count == HIGHEST_RANK) {
          throw json.refuse("more than " + HIGHEST_RANK + " dimensions");
        }
        if (count == numbers.length) {
          numbers = Arrays.copyOf(numbers, count * 2);
        }
        numbers[count++] = json.natural();
      } while (json.accept(','));
      json.expect(']');
    }
    return Arrays.copyOf(numbers, count);
  }

  private void checkSize(String name, String dtype, long[] shape, long[] offsets)
      throws CheckpointException {
    if (offsets.length != 2 || offsets[0] > offsets[1]) {
      throw json.refuse("tensor " + Place.excerpt(name) + " has no valid data_offsets");
    }
    long needed;
    try {
      needed = ElementType.size(dtype);
      for (long size : shape) {
        needed = Math.multiplyExact(needed, size);
      }
    } catch (ArithmeticException _) {
      throw json.refuse("shape of tensor " + Place.excerpt(name) + " overflows 64 bits");
    }
    if (needed != offsets[1] - offsets[0]) {
      throw json.refuse(
          "tensor "
              + Place.excerpt(name)
              + " needs "
              + needed
              + " bytes, got "
              + (offsets[1] - offsets[0]));
    }
  }

  /// The tensors lie side by side: no gap, no overlap, nothing after the last. They are listed as
  /// they lie, as safetensors itself does, whatever the order of the header.
  private void checkLayout(long dataSize) throws CheckpointException {
    List<SafetensorsEntry> inOrder = new ArrayList<>(entries.values());
    inOrder.sort(
        Comparator.comparingLong(SafetensorsEntry::begin).thenComparingLong(SafetensorsEntry::end));
    long at = 0;
    entries.clear();
    for (SafetensorsEntry entry : inOrder) {
      entries.put(entry.name(), entry);
      if (entry.begin() != at) {
        throw json.refuse(
            "tensor "
                + Place.excerpt(entry.name())
                + " begins at "
                + entry.begin()
                + ", expected "
                + at);
      }
      at = entry.end();
    }
    if (at != dataSize) {
      throw json.refuse("tensors take " + at + " bytes, got " + dataSize + "; the file is damaged");
    }
  }
}
