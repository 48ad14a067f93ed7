package dev.gradfn.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.pickle.CheckpointException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
  private static final String TWO =
      "{\"__metadata__\":{\"format\":\"pt\"},"
          + "\"b\\u00e9\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[8,9]},"
          + "\"a\":{\"shape\":[1,2],\"dtype\":\"F32\",\"data_offsets\":[0,8]}}  ";

  @TempDir Path folder;

  private static byte[] content(String header, int dataSize) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + dataSize)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("a.safetensors"), content);
  }

  private void refused(String message, String header, int dataSize) throws IOException {
    Path path = file(content(header, dataSize));
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> Safetensors.open(path).close());
    assertEquals(path + ": " + message, e.getMessage());
  }

  private static String one(String dtype, String shape, String offsets) {
    return "{\"a\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}}"
        .formatted(dtype, shape, offsets);
  }

  @Test
  void reads() throws IOException {
    byte[] bytes = content(TWO, 9);
    bytes[bytes.length - 1] = 42;
    try (Safetensors file = Safetensors.open(file(bytes))) {
      assertEquals(List.of("a", "bé"), file.names());
      assertEquals(Map.of("format", "pt"), file.metadata());
      assertNull(file.entry("c"));
      SafetensorsEntry a = file.entry("a");
      assertEquals("float32", a.dtype());
      assertArrayEquals(new long[] {1, 2}, a.shape());
      assertEquals(8, a.bytes().remaining());
      ByteBuffer b = file.entry("bé").bytes();
      assertEquals(42, b.get(0));
      assertTrue(b.isReadOnly());
      assertEquals(ByteOrder.LITTLE_ENDIAN, b.order());
    }
  }

  @Test
  void empty() throws IOException {
    try (Safetensors file = Safetensors.open(file(content("{}", 0)))) {
      assertEquals(List.of(), file.names());
    }
  }

  @Test
  void sizesMustAgree() throws IOException {
    refused("header at offset 53: tensor a needs 8 bytes, got 4", one("F32", "[2]", "[0,4]"), 4);
    refused(
        "header at offset 54: tensors take 4 bytes, got 5; the file is damaged",
        one("F32", "[1]", "[0,4]"),
        5);
    refused("header at offset 54: tensor a begins at 4, expected 0", one("F32", "[1]", "[4,8]"), 8);
    refused(
        "header at offset 53: tensor a has no valid data_offsets", one("F32", "[1]", "[4,0]"), 8);
    refused(
        "header at offset 84: shape of tensor a overflows 64 bits",
        one("F32", "[4294967296,4294967296,4294967296]", "[0,4]"),
        4);
  }

  @Test
  void headerMustFitItsGrammar() throws IOException {
    refused(
        "header at offset 19: tensor a has dtype F33, which is not supported",
        one("F33", "[1]", "[0,4]"),
        4);
    refused(
        "header at offset 29: expected a number without sign, got -",
        one("F32", "[-1]", "[0,4]"),
        4);
    refused("header at offset 30: expected ], got .", one("F32", "[1.5]", "[0,4]"), 4);
    refused(
        "header at offset 19: tensor a lacks one of dtype, shape and data_offsets",
        "{\"a\":{\"dtype\":\"U8\"}}",
        0);
    refused("header at offset 10: field x is unknown or there twice", "{\"a\":{\"x\":1}}", 0);
    refused("header at offset 2: expected the end, got x", "{}x", 0);
    refused("header at offset 1: expected \", got the end", "{", 0);
    refused("header at offset 16: expected {, got 1", "{\"__metadata__\":1}", 0);
  }

  @Test
  void deepJson() throws IOException {
    refused("header at offset 5: expected {, got [", "{\"a\":" + "[".repeat(100_000), 0);
  }

  @Test
  void lengthsAreNotBelieved() throws IOException {
    byte[] bytes = content("{}", 0);
    bytes[6] = 1;
    Path path = file(bytes);
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> Safetensors.open(path).close());
    assertEquals(
        path + ": header claims 281474976710658 bytes, got 2; not a safetensors file, or cut short",
        e.getMessage());
  }

  @Test
  void cutAnywhere() throws IOException {
    byte[] bytes = content(TWO, 9);
    for (int length = 0; length < bytes.length; length++) {
      Path path = file(Arrays.copyOf(bytes, length));
      assertThrows(CheckpointException.class, () -> Safetensors.open(path).close());
    }
  }

  @Test
  void everyByteChanged() throws IOException {
    byte[] bytes = content(TWO, 9);
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 1;
      try (Safetensors file = Safetensors.open(file(changed))) {
        for (String name : file.names()) {
          file.entry(name).bytes();
        }
      } catch (CheckpointException e) {
        assertTrue(e.getMessage().contains("a.safetensors: "));
      }
    }
  }
}
