package dev.gradfn.bench.network;

import dev.gradfn.bench.network.Network.Array;
import dev.gradfn.bench.network.Network.Step;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/// A [Network] as a file, which peers read without any class of ours. Lines of text up to an empty
/// one:
///
/// ```text
/// array NAME parameter|constant 16,3,6,6
/// expected NAME constant 1,25200,85
/// step conv2d x,model.0.conv.weight,- v1 stride=2,2 padding=2,2 dilation=1,1 groups=1
/// output v1
/// ```
///
/// Behind it, as float32 in little endian, the elements of all arrays, then of all that is
/// expected, in the order of the lines.
public final class NetworkWriter {
  private NetworkWriter() {}

  public static void write(Network network, Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(header(network).getBytes(StandardCharsets.UTF_8));
      for (Array array : network.arrays().values()) out.write(bytes(array.data()));
      for (Array array : network.expected().values()) out.write(bytes(array.data()));
    }
  }

  /// A network in eval mode as an ONNX model.
  public static void writeOnnx(Network network, Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, OnnxModel.of(network));
  }

  static String header(Network network) {
    StringBuilder text = new StringBuilder();
    network.arrays().forEach((name, array) -> text.append(line("array", name, array)));
    network.expected().forEach((name, array) -> text.append(line("expected", name, array)));
    for (Step step : network.steps()) text.append(line(step));
    for (String output : network.outputs()) text.append("output ").append(output).append('\n');
    return text.append('\n').toString();
  }

  private static String line(String kind, String name, Array array) {
    String role = array.trained() ? "parameter" : "constant";
    return kind + " " + name + " " + role + " " + joined(array.shape().toArray()) + "\n";
  }

  private static String line(Step step) {
    StringBuilder text = new StringBuilder("step ").append(step.operator().word());
    text.append(' ').append(String.join(",", step.inputs()));
    text.append(' ').append(String.join(",", step.outputs()));
    for (Map.Entry<String, Object> one : step.attributes().entrySet()) {
      Object value = one.getValue() instanceof long[] numbers ? joined(numbers) : one.getValue();
      text.append(' ').append(one.getKey()).append('=').append(value);
    }
    return text.append('\n').toString();
  }

  private static String joined(long[] numbers) {
    return Arrays.stream(numbers).mapToObj(Long::toString).collect(Collectors.joining(","));
  }

  static byte[] bytes(float[] data) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * data.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(data);
    return buffer.array();
  }
}
