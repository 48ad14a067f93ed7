package dev.gradfn.yolov5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.nn.Linear;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.StateDict;
import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.signature.ModuleTable;
import dev.gradfn.torch.Safetensors;
import dev.gradfn.torch.TorchFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Weights and modules as training scripts leave them, in files that gradfn writes.
class SavedStateTest {
  @TempDir Path folder;
  private final DetectionModel network = Tiny.network(YoloVersion.V7_0);

  private Path written(Object root) throws IOException {
    Path path = folder.resolve("a.pt");
    TorchFile.write(path, root);
    return path;
  }

  private static DetectionModel fresh() {
    return ModelFactory.create(Tiny.CONFIG, YoloVersion.V7_0, 9);
  }

  private void assertLoads(Path path) throws IOException {
    DetectionModel other = fresh();
    other.loadStateDict(TorchFile.loadStateDict(path));
    other.eval();
    Map<String, Tensor> expected = Tiny.outputs(network);
    Tiny.outputs(other)
        .forEach((name, tensor) ->
            assertArrayEquals(expected.get(name).toDoubleArray(), tensor.toDoubleArray(), name));
  }

  @Test
  void a_state_dict_goes_into_a_network_from_a_config() throws IOException {
    assertLoads(written(network.stateDict()));
  }

  @Test
  void it_may_lie_in_a_checkpoint() throws IOException {
    for (String place : List.of("state_dict", "model_state_dict", "model", "ema")) {
      Map<String, Object> checkpoint = new LinkedHashMap<>();
      checkpoint.put("epoch", 3);
      checkpoint.put(place, network.stateDict());
      checkpoint.put("optimizer", Map.of("state", Map.of(), "param_groups", List.of()));
      assertLoads(written(checkpoint));
    }
  }

  @Test
  void it_may_be_of_a_parallel_network_or_be_a_whole_module() throws IOException {
    assertLoads(written(network.stateDict("module.", false)));
    assertLoads(written(Map.of("model", network)));
  }

  @Test
  void it_may_be_a_safetensors_file() throws IOException {
    Path path = folder.resolve("a.safetensors");
    Safetensors.write(path, network.stateDict(), Map.of("format", "pt"));
    assertLoads(path);
  }

  @Test
  void strict_names_what_does_not_fit_and_otherwise_it_is_reported() throws IOException {
    StateDict state = network.stateDict();
    state.remove("model.0.conv.weight");
    state.put("more", Tensor.zeros(1));
    StateDict loaded = TorchFile.loadStateDict(written(state));
    TorchException e = assertThrows(TorchException.class, () -> fresh().loadStateDict(loaded));
    assertTrue(e.getMessage().contains("Missing key(s) in state_dict: \"model.0.conv.weight\""));
    var report = fresh().loadStateDict(loaded, false, false);
    assertEquals(List.of("model.0.conv.weight"), report.missingKeys());
    assertEquals(List.of("more"), report.unexpectedKeys());
  }

  @Test
  void versions_of_modules_are_read_with_their_state() throws IOException {
    StateDict loaded = TorchFile.loadStateDict(written(network.stateDict()));
    assertEquals(network.stateDict().metadata(), loaded.metadata());
  }

  @Test
  void a_file_without_tensors_by_name_is_refused() throws IOException {
    Path path = written(Map.of("epoch", 1));
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> TorchFile.loadStateDict(path));
    assertEquals(
        path + ": holds no state dict, expected tensors by name, got dict of 1", e.getMessage());
  }

  @Test
  void any_module_of_torch_is_loaded() throws IOException {
    Module linear = ModuleTable.find("Linear").build(List.of(3L, 2L), Map.of());
    Module back = TorchFile.loadModule(written(linear));
    assertEquals(linear.toString(), back.toString());
    Linear inDict = (Linear) TorchFile.loadModule(written(Map.of("model", linear)));
    assertArrayEquals(
        ((Linear) linear).weight().get().toFloatArray(), inDict.weight().get().toFloatArray());
  }

  @Test
  void wrapped_and_several_networks_are_one_checkpoint() throws IOException {
    Map<String, Module> wrapped = new LinkedHashMap<>();
    wrapped.put("DataParallel", new Wrapper("DataParallel", "module", network));
    wrapped.put("AutoShape", new Wrapper("AutoShape", "model", network));
    wrapped.put("Ensemble", new Ensemble(List.of(network, Tiny.network(YoloVersion.V7_0))));
    for (var entry : wrapped.entrySet()) {
      Path path = written(Map.of("model", entry.getValue()));
      Checkpoint checkpoint = Checkpoint.load(path);
      assertEquals(entry.getKey(), checkpoint.module().typeName());
      assertEquals(network.toString(), checkpoint.model().toString());
      assertEquals(entry.getValue().toString(), checkpoint.module().toString());
    }
  }

  @Test
  void a_training_checkpoint_has_its_network_and_the_average_of_it() throws IOException {
    Map<String, Object> checkpoint = new LinkedHashMap<>();
    checkpoint.put("epoch", 7);
    checkpoint.put("best_fitness", 0.25);
    checkpoint.put("model", network);
    checkpoint.put("ema", fresh());
    checkpoint.put("updates", 1000);
    Map<String, Object> group = new LinkedHashMap<>();
    group.put("lr", 0.01);
    group.put("params", new ArrayList<>(List.of(0, 1)));
    Map<String, Object> moments = Map.of("momentum_buffer", Tensor.ones(3));
    checkpoint.put(
        "optimizer", Map.of("state", Map.of(0, moments), "param_groups", List.of(group)));
    Path path = written(checkpoint);
    assertEquals("model", Checkpoint.load(path).entry());
    Checkpoint ema = Checkpoint.load(path, Checkpoint.Options.standard().withEntry("ema"));
    assertEquals("ema", ema.entry());
    assertEquals(network.toString(), ema.model().toString());
  }
}
