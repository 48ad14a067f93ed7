package dev.gradfn.bench.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads what `dev.gradfn.bench.network.NetworkWriter` wrote, which describes the format. Elements
/// are mapped and read when they are asked for: what is only expected costs a timed run nothing.
final class NetworkFile {
  /// One call, its attributes as written.
  record Step(
      String operator, List<String> inputs, List<String> outputs, Map<String, String> attributes) {
    long[] numbers(String name) {
      return NetworkFile.numbers(attributes.get(name));
    }

    double number(String name) {
      return Double.parseDouble(attributes.get(name));
    }
  }

  record Array(boolean parameter, long[] shape, FloatBuffer elements) {}

  private record Declared(String kind, String name, boolean parameter, long[] shape) {}

  final Map<String, Array> arrays = new LinkedHashMap<>();
  final Map<String, Array> expected = new LinkedHashMap<>();
  final List<Step> steps = new ArrayList<>();
  final List<String> outputs = new ArrayList<>();

  static NetworkFile read(String file) {
    try (FileChannel channel = FileChannel.open(Path.of(file))) {
      return new NetworkFile(channel.map(MapMode.READ_ONLY, 0, channel.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private NetworkFile(MappedByteBuffer bytes) {
    List<Declared> declared = new ArrayList<>();
    for (String line = line(bytes); !line.isEmpty(); line = line(bytes)) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "array", "expected" ->
            declared.add(
                new Declared(
                    words[0], words[1], words[2].equals("parameter"), numbers(word(words, 3))));
        case "step" -> steps.add(step(words));
        case "output" -> outputs.add(words[1]);
        default -> throw new IllegalArgumentException("network file: " + line);
      }
    }
    FloatBuffer elements = bytes.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    for (Declared one : declared) {
      int count = (int) Arrays.stream(one.shape()).reduce(1, (a, b) -> a * b);
      FloatBuffer own = elements.slice(elements.position(), count);
      elements.position(elements.position() + count);
      (one.kind().equals("array") ? arrays : expected)
          .put(one.name(), new Array(one.parameter(), one.shape(), own));
    }
  }

  private static String line(MappedByteBuffer bytes) {
    int start = bytes.position();
    while (bytes.get() != '\n') continue;
    byte[] line = new byte[bytes.position() - 1 - start];
    bytes.get(start, line);
    return new String(line, StandardCharsets.UTF_8);
  }

  /// A line may end with an empty word: the shape of a scalar.
  private static String word(String[] words, int i) {
    return i < words.length ? words[i] : "";
  }

  private static Step step(String[] words) {
    Map<String, String> attributes = new HashMap<>();
    for (int i = 4; i < words.length; i++) {
      int at = words[i].indexOf('=');
      attributes.put(words[i].substring(0, at), words[i].substring(at + 1));
    }
    return new Step(
        words[1], List.of(words[2].split(",")), List.of(words[3].split(",")), attributes);
  }

  private static long[] numbers(String text) {
    if (text.isEmpty()) return new long[0];
    return Arrays.stream(text.split(",")).mapToLong(Long::parseLong).toArray();
  }
}
