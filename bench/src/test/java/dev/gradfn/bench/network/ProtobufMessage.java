package dev.gradfn.bench.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads a message of Protocol Buffers without knowing what its fields mean.
final class ProtobufMessage {
  /// @param value a Long, a Float or bytes
  private record Field(int number, Object value) {}

  private final List<Field> fields = new ArrayList<>();

  ProtobufMessage(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      long tag = varint(in);
      Object value =
          switch ((int) (tag & 7)) {
            case 0 -> varint(in);
            case 2 -> {
              byte[] part = new byte[(int) varint(in)];
              in.get(part);
              yield part;
            }
            case 5 -> in.getFloat();
            default -> throw new IllegalArgumentException("wire type " + (tag & 7));
          };
      fields.add(new Field((int) (tag >>> 3), value));
    }
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) return value;
    }
  }

  private <T> List<T> all(int number, Class<T> type) {
    return fields.stream()
        .filter(f -> f.number() == number)
        .map(f -> type.cast(f.value()))
        .toList();
  }

  List<Long> numbers(int number) {
    return all(number, Long.class);
  }

  float decimal(int number) {
    return all(number, Float.class).getFirst();
  }

  List<byte[]> bytes(int number) {
    return all(number, byte[].class);
  }

  List<String> texts(int number) {
    return bytes(number).stream().map(b -> new String(b, StandardCharsets.UTF_8)).toList();
  }

  String text(int number) {
    return texts(number).getFirst();
  }

  List<ProtobufMessage> messages(int number) {
    return bytes(number).stream().map(ProtobufMessage::new).toList();
  }

  ProtobufMessage message(int number) {
    return messages(number).getFirst();
  }
}
