package dev.gradfn.torch;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/// Writes safetensors files as the original implementation does: wide element types first and then
/// by name, so that all tensors are aligned.
final class SafetensorsWriter {
  private static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  /// One tensor, row-major and alone in its storage.
  private record Part(String name, TensorRecord tensor, String type) {}

  /// @param tensors [Tensor] or, alone in its storage, [TensorRecord] by name
  static void write(Path path, Map<String, ?> tensors, Map<String, String> metadata)
      throws IOException {
    List<Part> parts = new ArrayList<>();
    tensors.forEach((name, value) -> parts.add(part(name, value)));
    parts.sort(
        Comparator.comparing((Part part) -> -SafetensorsType.rank(part.type()))
            .thenComparing(
                part -> part.name().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));
    byte[] header = header(parts, metadata);
    AtomicFile.write(path, channel -> write(channel, header, parts));
  }

  private static Part part(String name, Object value) {
    TensorRecord tensor =
        switch (value) {
          case TensorRecord record -> record;
          case Tensor given -> new TensorRecords().of(alone(given.detach()));
          case null, default ->
              throw new IllegalArgumentException(
                  "safetensors: \"" + name + "\" is no tensor, expected tensors only");
        };
    String type = SafetensorsType.of(tensor.dtype());
    if (type == null) {
      throw new IllegalArgumentException(
          "safetensors: \"" + name + "\" has dtype " + tensor.dtype() + ", which it does not know");
    }
    return new Part(name, tensor, type);
  }

  /// What shares memory is written for each name that has it.
  private static Tensor alone(Tensor tensor) {
    Tensor dense = tensor.contiguous();
    boolean whole = dense.array().storage().size() == dense.numel();
    return whole ? dense : dense.cloned();
  }

  private static byte[] header(List<Part> parts, Map<String, String> metadata) {
    StringJoiner json = new StringJoiner(",", "{", "}");
    if (!metadata.isEmpty()) {
      StringJoiner texts = new StringJoiner(",", "{", "}");
      metadata.forEach((key, text) -> texts.add(quoted(key) + ":" + quoted(text)));
      json.add("\"__metadata__\":" + texts);
    }
    long offset = 0;
    for (Part part : parts) {
      long end = offset + part.tensor().storage().byteSize();
      json.add(quoted(part.name()) + ":" + entry(part, offset, end));
      offset = end;
    }
    byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(text, Math.ceilDiv(text.length, ALIGNMENT) * ALIGNMENT);
    Arrays.fill(padded, text.length, padded.length, (byte) ' ');
    return padded;
  }

  private static String entry(Part part, long begin, long end) {
    String shape = Arrays.toString(part.tensor().shape()).replace(" ", "");
    return "{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
        .formatted(part.type(), shape, begin, end);
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.chars()
        .forEach(c -> {
          switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            default -> out.append(c < ' ' ? "\\u%04x".formatted(c) : String.valueOf((char) c));
          }
        });
    return out.append('"').toString();
  }

  private static void write(FileChannel channel, byte[] header, List<Part> parts)
      throws IOException {
    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    all(channel, length.putLong(header.length).flip());
    all(channel, ByteBuffer.wrap(header));
    for (Part part : parts) all(channel, part.tensor().storage().bytes());
  }

  private static void all(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) channel.write(bytes);
  }
}
