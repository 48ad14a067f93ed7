package dev.gradfn.bench.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.Torch;
import dev.gradfn.bench.network.Network.Array;
import dev.gradfn.nn.GELU;
import dev.gradfn.yolov5.DetectionModel;
import dev.gradfn.yolov5.ModelFactory;
import dev.gradfn.yolov5.YoloConfig;
import dev.gradfn.yolov5.YoloVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkRecorderTest {
  @TempDir Path folder;

  private static DetectionModel narrow() {
    Torch.manualSeed(0);
    YoloConfig config = YoloConfig.named("yolov5n", 2).with("width_multiple", 0.125);
    DetectionModel model = ModelFactory.create(config, YoloVersion.V7_0);
    model.requiresGrad_(true).eval();
    return model;
  }

  static Network recorded(DetectionModel model) {
    Torch.manualSeed(1);
    return NetworkRecorder.record(model, Tensor.rand(2, 3, 64, 64));
  }

  static Network recorded() {
    return recorded(narrow());
  }

  private static Map<Operator, Long> counts(Network network) {
    return network.steps().stream()
        .collect(Collectors.groupingBy(Network.Step::operator, Collectors.counting()));
  }

  private static void assertReplays(Network network) {
    Map<String, Tensor> values = Replay.run(network);
    for (String output : network.outputs()) {
      Array expected = network.expected().get(output);
      Tensor actual = values.get(output);
      assertEquals(expected.shape(), actual.shape());
      double[] elements = actual.toDoubleArray();
      for (int i = 0; i < elements.length; i++) {
        assertEquals(expected.data()[i], elements[i], 1e-5 * Math.max(1, Math.abs(elements[i])));
      }
    }
  }

  @Test
  void everyCallThatDependsOnTheImageIsAStep() {
    Network network = recorded();
    Map<Operator, Long> counts = counts(network);
    assertEquals(60, counts.get(Operator.CONV2D));
    assertEquals(57, counts.get(Operator.BATCH_NORM));
    // YOLOv5 runs its activations in place.
    assertEquals(57, counts.get(Operator.SILU_));
    assertEquals(3, counts.get(Operator.MAX_POOL2D));
    assertEquals(2, counts.get(Operator.UPSAMPLE_NEAREST2D));
    assertEquals(3, counts.get(Operator.SIGMOID));
    assertEquals(4, network.outputs().size());
    assertEquals("model.0.conv.weight", network.steps().getFirst().inputs().get(1));
    // Grids and anchors were computed before: three levels, two each.
    assertEquals(6, network.arrays().keySet().stream().filter(n -> n.matches("c\\d+")).count());
  }

  @Test
  void theDescriptionAloneComputesTheSame() {
    assertReplays(recorded());
  }

  @Test
  void aFusedNetworkHasNoBatchNorm() {
    DetectionModel model = narrow();
    model.fuse();
    Network network = recorded(model);
    assertEquals(null, counts(network).get(Operator.BATCH_NORM));
    assertEquals(60, counts(network).get(Operator.CONV2D));
    assertReplays(network);
  }

  @Test
  void trainingIsRecordedWithItsGradients() {
    DetectionModel model = narrow();
    model.train();
    Network network = recorded(model);
    assertEquals(3, network.outputs().size());
    assertEquals(1, network.steps().get(1).numbers("training")[0]);
    // As they were before forward moved them.
    assertArrayEquals(new float[8], network.arrays().get("model.0.bn.running_mean").data());
    model
        .namedParameters()
        .forEach((name, parameter) -> {
          Array gradient = network.expected().get("grad." + name);
          assertEquals(parameter.shape(), gradient.shape(), name);
        });
    assertReplays(network);
  }

  @Test
  void whatNoPeerIsToldIsRefused() {
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> NetworkRecorder.record(new GELU().eval(), Tensor.ones(2)));
    assertTrue(e.getMessage().endsWith("cannot be written down for peers, see Operator"));
  }

  @Test
  void theFileHasLinesThenElements() throws IOException {
    Network network = recorded();
    Path file = folder.resolve("narrow.network");
    NetworkWriter.write(network, file);
    byte[] bytes = Files.readAllBytes(file);
    String header = NetworkWriter.header(network);
    assertArrayEquals(
        header.getBytes(StandardCharsets.UTF_8), Arrays.copyOf(bytes, header.length()));
    List<String> lines = header.lines().toList();
    assertEquals("array x constant 2,3,64,64", lines.get(0));
    assertEquals("array model.0.conv.weight parameter 8,3,6,6", lines.get(1));
    assertTrue(
        lines.contains(
            "step conv2d x,model.0.conv.weight,- v1 stride=2,2 padding=2,2 dilation=1,1 groups=1"));
    assertEquals("", lines.getLast());
    ByteBuffer elements = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(network.input().data()[0], elements.getFloat(header.length()));
    long count = 0;
    for (Array array : network.arrays().values()) count += array.data().length;
    for (Array array : network.expected().values()) count += array.data().length;
    assertEquals(header.length() + 4 * count, bytes.length);
  }
}
