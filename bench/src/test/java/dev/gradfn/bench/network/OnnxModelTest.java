package dev.gradfn.bench.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// By the field numbers of onnx.proto3. Whether ONNX Runtime computes the same with such a model is
/// checked by `./gradfn bench` before it times it.
class OnnxModelTest {
  private final Network network = NetworkRecorderTest.recorded();
  private final ProtobufMessage model = new ProtobufMessage(OnnxModel.of(network));
  private final ProtobufMessage graph = model.message(7);

  private List<ProtobufMessage> nodes(String type) {
    return graph.messages(1).stream().filter(node -> node.text(4).equals(type)).toList();
  }

  private static ProtobufMessage attribute(ProtobufMessage node, String name) {
    return node.messages(5).stream().filter(a -> a.text(1).equals(name)).findFirst().orElseThrow();
  }

  @Test
  void theModelNamesItsVersionAndOperators() {
    assertEquals(List.of(8L), model.numbers(1));
    assertEquals(List.of(17L), model.message(8).numbers(2));
    assertEquals("", model.message(8).text(1));
  }

  @Test
  void everyStepIsANode() {
    assertEquals(60, nodes("Conv").size());
    assertEquals(57, nodes("BatchNormalization").size());
    // 57 gates of silu, 3 heads.
    assertEquals(60, nodes("Sigmoid").size());
    assertEquals(3, nodes("MaxPool").size());
    assertEquals(2, nodes("Resize").size());
    assertEquals(3, nodes("Split").size());
  }

  @Test
  void everyInputOfANodeExistsBefore() {
    Set<String> known = new HashSet<>(Set.of("x", ""));
    graph.messages(5).forEach(tensor -> known.add(tensor.text(8)));
    for (ProtobufMessage node : graph.messages(1)) {
      for (String input : node.texts(1)) assertTrue(known.contains(input), input);
      for (String output : node.texts(2)) assertTrue(known.add(output), output + " made twice");
    }
    for (ProtobufMessage output : graph.messages(12)) assertTrue(known.contains(output.text(1)));
  }

  @Test
  void attributesAreThoseOfTheCall() {
    ProtobufMessage conv = nodes("Conv").getFirst();
    assertEquals(List.of("x", "model.0.conv.weight"), conv.texts(1));
    assertEquals(List.of(2L, 2L), attribute(conv, "strides").numbers(8));
    assertEquals(List.of(2L, 2L, 2L, 2L), attribute(conv, "pads").numbers(8));
    assertEquals(List.of(7L), attribute(conv, "pads").numbers(20));
    assertEquals(List.of(1L), attribute(conv, "group").numbers(3));
    ProtobufMessage norm = nodes("BatchNormalization").getFirst();
    assertEquals(1e-3f, attribute(norm, "epsilon").decimal(2));
    assertEquals("nearest", attribute(nodes("Resize").getFirst(), "mode").text(4));
  }

  @Test
  void initializersHoldTheWeights() {
    Map<String, ProtobufMessage> tensors = new HashMap<>();
    graph.messages(5).forEach(tensor -> tensors.put(tensor.text(8), tensor));
    ProtobufMessage weight = tensors.get("model.0.conv.weight");
    assertEquals(List.of(8L, 3L, 6L, 6L), weight.numbers(1));
    assertEquals(List.of(1L), weight.numbers(2));
    assertArrayEquals(
        NetworkWriter.bytes(network.arrays().get("model.0.conv.weight").data()),
        weight.bytes(9).getFirst());
    // The first upsampling: batch and channels (an eighth of 512) as they come, twice the sides.
    String sizes = nodes("Resize").getFirst().texts(1).get(3);
    assertEquals(List.of(7L), tensors.get(sizes).numbers(2));
    long[] target = new long[4];
    ByteBuffer.wrap(tensors.get(sizes).bytes(9).getFirst())
        .order(ByteOrder.LITTLE_ENDIAN)
        .asLongBuffer()
        .get(target);
    assertArrayEquals(new long[] {2, 64, 4, 4}, target);
  }

  @Test
  void theInputHasItsShape() {
    ProtobufMessage input = graph.message(11);
    assertEquals("x", input.text(1));
    ProtobufMessage shape = input.message(2).message(1).message(2);
    List<Long> sizes = shape.messages(1).stream().map(d -> d.numbers(1).getFirst()).toList();
    assertEquals(List.of(2L, 3L, 64L, 64L), sizes);
    assertEquals(4, graph.messages(12).size());
  }

  @Test
  void aNetworkInTrainingIsRefused() {
    Network.Step norm =
        new Network.Step(
            Operator.BATCH_NORM,
            List.of("x", "-", "-", "-", "-"),
            List.of("v1"),
            Map.of("training", new long[] {1}));
    Network training = new Network(network.arrays(), List.of(norm), List.of(), Map.of());
    Exception e = assertThrows(IllegalArgumentException.class, () -> OnnxModel.of(training));
    assertEquals("onnx: batch norm in training mode, expected eval mode", e.getMessage());
  }
}
