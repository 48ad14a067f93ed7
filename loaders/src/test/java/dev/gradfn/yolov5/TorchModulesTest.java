package dev.gradfn.yolov5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.LayerNorm;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.ParameterDict;
import dev.gradfn.nn.ParameterList;
import dev.gradfn.nn.Sequential;
import dev.gradfn.nn.StateDict;
import dev.gradfn.nn.TransformerDecoderLayer;
import dev.gradfn.nn.TransformerEncoderLayer;
import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.PyDict;
import dev.gradfn.signature.ModuleTable;
import dev.gradfn.signature.ModuleType;
import dev.gradfn.torch.TorchFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every class of `torch.nn` that can be built can be written and loaded.
class TorchModulesTest {
  /// What constructors insist on, by the names of their arguments.
  private static final Map<String, Object> NEEDED =
      Map.ofEntries(
          Map.entry("num_features", 4L),
          Map.entry("in_channels", 4L),
          Map.entry("out_channels", 4L),
          Map.entry("kernel_size", 3L),
          Map.entry("padding", 1L),
          Map.entry("value", 2.5),
          Map.entry("threshold", 0.5),
          Map.entry("in_features", 3L),
          Map.entry("out_features", 2L),
          Map.entry("in1_features", 3L),
          Map.entry("in2_features", 2L),
          Map.entry("num_embeddings", 5L),
          Map.entry("embedding_dim", 3L),
          Map.entry("num_groups", 2L),
          Map.entry("num_channels", 4L),
          Map.entry("normalized_shape", List.of(4L)),
          Map.entry("size", 3L),
          Map.entry("norm_type", 2.0),
          Map.entry("dim", 1L),
          Map.entry("unflattened_size", List.of(2L, 2L)),
          Map.entry("output_size", 4L),
          Map.entry("upscale_factor", 2L),
          Map.entry("downscale_factor", 2L),
          Map.entry("groups", 2L),
          Map.entry("embed_dim", 4L),
          Map.entry("num_heads", 2L),
          Map.entry("d_model", 4L),
          Map.entry("nhead", 2L),
          Map.entry("num_layers", 1L),
          Map.entry("num_encoder_layers", 1L),
          Map.entry("num_decoder_layers", 2L),
          Map.entry("encoder_layer", new TransformerEncoderLayer(4, 2)),
          Map.entry("decoder_layer", new TransformerDecoderLayer(4, 2)),
          Map.entry("input_size", 3L),
          Map.entry("hidden_size", 2L));

  /// Arguments that have a default, with another value.
  private static final Map<String, Object> CHANGED =
      Map.ofEntries(
          Map.entry("bias", false),
          Map.entry("inplace", true),
          Map.entry("eps", 0.25),
          Map.entry("num_layers", 2L),
          Map.entry("bidirectional", true),
          Map.entry("proj_size", 1L),
          Map.entry("batch_first", true),
          Map.entry("norm_first", true),
          Map.entry("dim_feedforward", 3L),
          Map.entry("activation", "gelu"),
          Map.entry("dropout", 0.5),
          Map.entry("norm", new LayerNorm(4)),
          Map.entry("add_bias_kv", true),
          Map.entry("kdim", 3L),
          Map.entry("nonlinearity", "relu"),
          Map.entry("ceil_mode", true),
          Map.entry("return_indices", true),
          Map.entry("approximate", "tanh"),
          Map.entry("num_parameters", 2L),
          Map.entry("negative_slope", 0.5),
          Map.entry("padding_idx", 1L),
          Map.entry("reduction", "sum"),
          Map.entry("label_smoothing", 0.5),
          Map.entry("log_target", true),
          Map.entry("weight", Tensor.of(new float[] {1, 2}, 2)),
          Map.entry("pos_weight", Tensor.of(new float[] {3, 4}, 2)));

  @TempDir Path folder;

  static Stream<String> classes() {
    return ModuleTable.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("classes")
  void with_what_it_needs(String name) throws IOException {
    assertComesBack(build(name, NEEDED));
  }

  @ParameterizedTest
  @MethodSource("classes")
  void with_other_options_and_in_eval_mode(String name) throws IOException {
    Map<String, Object> arguments = new HashMap<>(NEEDED);
    arguments.putAll(CHANGED);
    Module module = build(name, arguments);
    module.eval();
    assertComesBack(module);
  }

  private static Module build(String name, Map<String, Object> values) {
    ModuleType type = ModuleTable.find(name);
    Map<String, Object> arguments = new HashMap<>(values);
    arguments.keySet().retainAll(type.signature().arguments());
    return type.build(List.of(), arguments);
  }

  @Test
  void parameters_by_number_and_by_name_with_other_values_among_them() throws IOException {
    Tensor shared = Tensor.of(new float[] {1, 2}, 2);
    Map<String, Object> named = new LinkedHashMap<>();
    named.put("b", shared);
    named.put("a", Tensor.of(new float[] {3}, 1));
    named.put("note", "by hand");
    ParameterList list = new ParameterList(List.of(shared, 7L));
    Module back = assertComesBack(new Sequential(List.of(new ParameterDict(named), list)));
    ParameterDict dict = (ParameterDict) back.childSlots().get("0").get();
    assertEquals(List.of("b", "a", "note"), List.copyOf(dict.keys()));
    assertEquals("by hand", dict.get("note"));
    assertEquals(7L, ((ParameterList) back.childSlots().get("1").get()).get(-1));
  }

  @Test
  void a_list_that_counts_more_than_it_has_is_refused() throws IOException {
    Path path = written(new ParameterList(List.of(Tensor.of(new float[] {1}, 1))));
    try (TorchFile file = TorchFile.open(path)) {
      var object = (dev.gradfn.pickle.PyObject) file.root();
      ((PyDict) object.state()).put("_size", Long.valueOf(Integer.MAX_VALUE));
      Path wrong = folder.resolve("wrong.pt");
      TorchFile.write(wrong, object);
      var e = assertThrows(CheckpointException.class, () -> TorchFile.loadModule(wrong));
      assertEquals(
          wrong
              + ": the root module (torch.nn.modules.container.ParameterList): value \"1\","
              + " expected one, got none",
          e.getMessage());
    }
  }

  private Path written(Module module) throws IOException {
    Path path = folder.resolve("module.pt");
    TorchFile.write(path, module);
    return path;
  }

  /// Equal in print, attributes, mode and tensors, and written again byte for byte.
  private Module assertComesBack(Module module) throws IOException {
    Path path = written(module);
    byte[] first = Files.readAllBytes(path);
    Module back = TorchFile.loadModule(path);
    assertEquals(module.toString(), back.toString());
    assertEquals(module.getClass(), back.getClass());
    assertEquals(module.attributes(), back.attributes());
    assertEquals(module.isTraining(), back.isTraining());
    StateDict expected = module.stateDict();
    StateDict actual = back.stateDict();
    assertEquals(List.copyOf(expected.keySet()), List.copyOf(actual.keySet()));
    module
        .namedParameters()
        .forEach((name, parameter) ->
            assertArrayEquals(
                parameter.toDoubleArray(), back.namedParameters().get(name).toDoubleArray(), name));
    module
        .namedBuffers()
        .forEach((name, buffer) ->
            assertArrayEquals(
                buffer.toDoubleArray(), back.namedBuffers().get(name).toDoubleArray(), name));
    TorchFile.write(path, back);
    assertArrayEquals(first, Files.readAllBytes(path), module.typeName());
    return back;
  }
}
