package dev.gradfn.yolov5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.LSTM;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.StateDict;
import dev.gradfn.pickle.PyDict;
import dev.gradfn.pickle.PyList;
import dev.gradfn.pickle.PyObject;
import dev.gradfn.signature.ModuleTable;
import dev.gradfn.torch.TensorRecord;
import dev.gradfn.torch.TorchFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What gradfn writes of a module, it reads as the same module. (That PyTorch would write the same
/// is tested on PyTorch's own files.)
class WrittenModulesTest {
  @TempDir Path folder;

  private Path written(Object root) throws IOException {
    Path path = folder.resolve("a.pt");
    TorchFile.write(path, root);
    return path;
  }

  private static Module rebuilt(TorchFile file) throws IOException {
    return new ModuleBuilder("a.pt", ModuleRegistry.standard(), null).build((PyObject) file.root());
  }

  private static void assertSameTensors(Map<String, Tensor> expected, Map<String, Tensor> actual) {
    assertEquals(List.copyOf(expected.keySet()), List.copyOf(actual.keySet()));
    expected.forEach((name, tensor) ->
        assertArrayEquals(tensor.toDoubleArray(), actual.get(name).toDoubleArray(), name));
  }

  @ParameterizedTest
  @EnumSource
  void a_network_comes_back(YoloVersion rules) throws IOException {
    DetectionModel model = Tiny.network(rules);
    Map<String, Object> checkpoint = new LinkedHashMap<>();
    checkpoint.put("epoch", -1);
    checkpoint.put("model", model);
    checkpoint.put("ema", null);
    Checkpoint.Options options = Checkpoint.Options.standard().withRules(rules);
    DetectionModel back = Checkpoint.load(written(checkpoint), options).model();
    assertEquals(model.toString(), back.toString());
    assertEquals(model.facts(), back.facts());
    assertSameTensors(model.namedParameters(), back.namedParameters());
    assertSameTensors(model.namedBuffers(), back.namedBuffers());
    assertSameTensors(Tiny.outputs(model), Tiny.outputs(back));
    assertEquals(Tiny.graph(model, true), Tiny.graph(back, true));
  }

  @Test
  void a_fused_network_says_how_it_runs() throws IOException {
    DetectionModel model = Tiny.network(YoloVersion.V7_0).fuse();
    DetectionModel back = Checkpoint.load(written(model)).model();
    assertEquals(model.toString(), back.toString());
    assertSameTensors(Tiny.outputs(model), Tiny.outputs(back));
    try (TorchFile file = TorchFile.open(folder.resolve("a.pt"))) {
      assertTrue(file.globals().toString().contains("builtins.getattr"));
    }
  }

  @Test
  void a_state_dict_is_an_ordered_dict_with_its_metadata() throws IOException {
    Module linear = ModuleTable.find("Linear").build(List.of(3L, 2L), Map.of());
    StateDict state = linear.stateDict();
    try (TorchFile file = TorchFile.open(written(state))) {
      PyDict back = (PyDict) file.root();
      assertEquals(PyDict.Kind.ORDERED_DICT, back.kind());
      assertEquals("weight", back.keyAt(0));
      PyDict metadata = (PyDict) back.attributes().get("_metadata");
      assertEquals(1L, ((PyDict) metadata.get("")).get("version"));
      TensorRecord weight = (TensorRecord) back.get("weight");
      assertArrayEquals(new long[] {2, 3}, weight.shape());
      assertEquals(false, weight.parameter());
    }
  }

  @Test
  void views_keep_their_storage() throws IOException {
    Tensor base = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    try (TorchFile file = TorchFile.open(written(List.of(base, base.t(), base.select(0, 1))))) {
      PyList back = (PyList) file.root();
      TensorRecord second = (TensorRecord) back.get(1);
      TensorRecord third = (TensorRecord) back.get(2);
      assertSame(((TensorRecord) back.get(0)).storage(), second.storage());
      assertSame(second.storage(), third.storage());
      assertArrayEquals(new long[] {1, 3}, second.strides());
      assertEquals(3, third.offset());
    }
  }

  @Test
  void modules_of_torch_come_back_with_all_that_python_needs() throws IOException {
    Map<String, List<Object>> modules =
        Map.of(
            "Conv2d", List.of(3L, 2L, 3L),
            "LSTM", List.of(3L, 2L),
            "LayerNorm", List.of(4L),
            "MultiheadAttention", List.of(8L, 2L),
            "Upsample", List.of(),
            "Dropout", List.of(0.3));
    for (var entry : modules.entrySet()) {
      Map<String, Object> named =
          entry.getKey().equals("Upsample") ? Map.of("scale_factor", 2L) : Map.of();
      Module module = ModuleTable.find(entry.getKey()).build(entry.getValue(), named);
      try (TorchFile file = TorchFile.open(written(module))) {
        Module back = rebuilt(file);
        assertEquals(module.toString(), back.toString());
        assertSameTensors(module.namedParameters(), back.namedParameters());
        if (module instanceof LSTM) {
          PyDict state = (PyDict) ((PyObject) file.root()).state();
          PyDict parameters = (PyDict) state.get("_parameters");
          PyList flat = (PyList) state.get("_flat_weights");
          assertSame(parameters.get("weight_ih_l0"), flat.get(0));
        }
      }
    }
  }

  @Test
  void what_is_not_computed_with_is_kept_and_written_again() throws IOException {
    Saved saved = SavedNetwork.of(Tiny.network(YoloVersion.V7_0), Tiny.CONFIG);
    saved.with("hyp", new LinkedHashMap<>(Map.of("lr0", 0.01)));
    saved.at("model.0").with("note", "by hand");
    Path first = TorchSave.checkpoint(saved, folder.resolve("first.pt"));
    DetectionModel model = Checkpoint.load(first).model();
    DetectionModel back = Checkpoint.load(written(model)).model();
    assertEquals("by hand", back.layers().get(0).plainAttributes().get("note"));
    assertEquals(0.01, ((PyDict) back.plainAttributes().get("hyp")).get("lr0"));
  }

  @Test
  void hooks_are_code_and_not_written() throws IOException {
    DetectionModel model = Tiny.network(YoloVersion.V7_0);
    model.layers().get(0).registerForwardHook((module, args, output) -> null);
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> written(model));
    assertEquals(
        "Conv: has hooks, which cannot be saved; remove them before saving", e.getMessage());
  }
}
