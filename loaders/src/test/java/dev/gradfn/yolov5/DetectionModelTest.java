package dev.gradfn.yolov5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.ModuleList;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectionModelTest {
  @TempDir Path folder;

  /// Largest difference, relative to the largest magnitude.
  private static double difference(Tensor expected, Tensor actual) {
    assertEquals(expected.shape(), actual.shape());
    double[] a = expected.toDoubleArray();
    double[] b = actual.toDoubleArray();
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i]));
      // Not a number must not pass.
      difference = Math.abs(a[i] - b[i]) <= difference ? difference : Math.abs(a[i] - b[i]);
    }
    return difference / largest;
  }

  @Test
  void fusing_changes_no_output() {
    Map<String, Tensor> plain = Tiny.outputs(Tiny.network(YoloVersion.V7_0));
    DetectionModel fused = Tiny.network(YoloVersion.V7_0).fuse();
    Map<String, Tensor> outputs = Tiny.outputs(fused);
    assertEquals(plain.keySet(), outputs.keySet());
    plain.forEach((path, tensor) -> assertTrue(difference(tensor, outputs.get(path)) < 1e-4, path));
    assertTrue(fused.parameters().stream().noneMatch(Tensor::requiresGrad));
  }

  @ParameterizedTest
  @CsvSource({"yolov5n, 1867405, 120", "yolov5s, 7225885, 120"})
  void a_fused_network_has_one_bias_for_each_batch_norm(String name, long params, int tensors) {
    DetectionModel model = ModelFactory.create(YoloConfig.named(name, 80), YoloVersion.V7_0);
    model.fuse();
    assertEquals(params, model.parameters().stream().mapToLong(Tensor::numel).sum());
    assertEquals(tensors, model.parameters().size());
  }

  @Test
  void fusing_twice_changes_nothing() {
    DetectionModel fused = Tiny.network(YoloVersion.V7_0).fuse();
    String repr = fused.toString();
    assertEquals(repr, fused.fuse().toString());
  }

  /// When the head runs, the other outputs are gone: YOLOv5's `save` list.
  @Test
  void only_outputs_that_are_read_later_are_kept() {
    DetectionModel model = Tiny.network(YoloVersion.V7_0);
    Map<Integer, WeakReference<Object>> outputs = new TreeMap<>();
    List<Module> layers =
        model.layers().childSlots().values().stream().<Module>map(slot -> slot.get()).toList();
    for (int i = 0; i < 24; i++) {
      int number = i;
      layers
          .get(i)
          .registerForwardHook((_, _, output) -> {
            outputs.put(number, new WeakReference<>(output));
            return null;
          });
    }
    Set<Integer> alive = new TreeSet<>();
    layers
        .get(24)
        .registerForwardPreHook((_, _) -> {
          for (int attempt = 0; attempt < 20; attempt++) {
            System.gc();
            alive.clear();
            outputs.forEach((number, output) -> {
              if (output.get() != null) alive.add(number);
            });
            if (alive.size() <= 7) break;
          }
          return null;
        });
    Tiny.outputs(model);
    assertEquals(24, outputs.size());
    assertEquals(Set.of(4, 6, 10, 14, 17, 20, 23), alive);
  }

  private DetectionModel decodedBy(YoloVersion rules, boolean inplace) throws Exception {
    Saved saved = SavedNetwork.of(Tiny.network(YoloVersion.V7_0), Tiny.CONFIG);
    saved.at("model.24").attributes.put("inplace", inplace);
    Path file = TorchSave.checkpoint(saved, folder.resolve("a.pt"));
    return Checkpoint.load(file, Checkpoint.Options.standard().withRules(rules)).model();
  }

  @ParameterizedTest
  @CsvSource({
    "V6_0, true",
    "V6_0, false",
    "V6_2, true",
    "V6_2, false",
    "V7_0, true",
    "V7_0, false"
  })
  void all_rules_decode_the_same_boxes(YoloVersion rules, boolean inplace) throws Exception {
    Map<String, Tensor> expected = Tiny.outputs(Tiny.network(YoloVersion.V7_0));
    Map<String, Tensor> outputs = Tiny.outputs(decodedBy(rules, inplace));
    assertEquals(List.of("0", "1.0", "1.1", "1.2"), List.copyOf(outputs.keySet()));
    for (String head : List.of("1.0", "1.1", "1.2")) {
      assertEquals(0, difference(expected.get(head), outputs.get(head)), head);
    }
    assertTrue(difference(expected.get("0"), outputs.get("0")) < 1e-6);
  }

  @Test
  void rules_leave_different_graphs() throws Exception {
    int v60 = Tiny.graph(decodedBy(YoloVersion.V6_0, true), false).size();
    int v62 = Tiny.graph(decodedBy(YoloVersion.V6_2, true), false).size();
    int v70 = Tiny.graph(decodedBy(YoloVersion.V7_0, true), false).size();
    // With the four outputs.
    assertEquals(List.of(425 + 4, 422 + 4, 416 + 4), List.of(v60, v62, v70));
  }

  @Test
  void tags_name_the_rules() {
    for (String tag : List.of("v1.0", "v3.1", "v4.0", "v5.0")) {
      assertEquals(YoloVersion.V5_0, YoloVersion.ofTag(tag));
    }
    for (YoloVersion rules : YoloVersion.values()) {
      assertEquals(rules, YoloVersion.ofTag(rules.tag()));
    }
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> YoloVersion.ofTag("v8.0"));
    assertEquals(
        "code: \"v8.0\" is not known, expected v1.0 to v5.0, v6.0, v6.1, v6.2 or v7.0",
        e.getMessage());
  }

  @Test
  void a_head_needs_one_input_per_level() {
    Detect detect =
        new Detect(
            new Detect.Options(YoloVersion.V7_0, 3, 8, true, false),
            Tensor.ones(2, 3, 2),
            Tensor.of(8, 16),
            new ModuleList(List.of(new Concat(1), new Concat(1))));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> detect.callAll(Args.of(List.of(Tensor.ones(1, 4, 2, 2)))));
    assertEquals("Detect: expected 2 inputs, one per level, got 1", e.getMessage());
  }
}
