package dev.gradfn.yolov5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.nn.Conv2d;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.SiLU;
import dev.gradfn.pickle.PickleBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// A network, written the way PyTorch writes it and read again, is the same network.
class RoundTripTest {
  @TempDir Path folder;

  private DetectionModel reloaded(Saved saved) throws IOException {
    return checkpoint(saved, null).model();
  }

  private Checkpoint checkpoint(Saved saved, YoloVersion rules) throws IOException {
    Path file = TorchSave.checkpoint(saved, folder.resolve("a.pt"));
    return Checkpoint.load(file, Checkpoint.Options.standard().withRules(rules));
  }

  private static Saved tiny(YoloVersion rules) {
    return SavedNetwork.of(Tiny.network(rules), Tiny.CONFIG);
  }

  private static void assertSameTensors(Map<String, Tensor> expected, Map<String, Tensor> actual) {
    assertEquals(List.copyOf(expected.keySet()), List.copyOf(actual.keySet()));
    expected.forEach((name, tensor) -> {
      assertEquals(tensor.shape(), actual.get(name).shape(), name);
      assertArrayEquals(tensor.toDoubleArray(), actual.get(name).toDoubleArray(), name);
    });
  }

  @ParameterizedTest
  @EnumSource
  void the_same_network_comes_back(YoloVersion rules) throws IOException {
    DetectionModel model = Tiny.network(rules);
    DetectionModel back = checkpoint(SavedNetwork.of(model, Tiny.CONFIG), rules).model();
    assertEquals(model.toString(), back.toString());
    assertEquals(Tiny.types(model), Tiny.types(back));
    assertEquals(
        List.copyOf(model.namedModules().keySet()), List.copyOf(back.namedModules().keySet()));
    assertSameTensors(model.namedParameters(), back.namedParameters());
    assertSameTensors(model.namedBuffers(), back.namedBuffers());
    assertEquals(model.facts(), back.facts());
    assertSameTensors(Tiny.outputs(model), Tiny.outputs(back));
    assertEquals(Tiny.graph(model, true), Tiny.graph(back, true));
    assertEquals(Tiny.graph(model, false), Tiny.graph(back, false));
  }

  @Test
  void the_file_tells_the_rules_by_its_root_class() throws IOException {
    assertEquals(YoloVersion.V6_0, reloaded(tiny(YoloVersion.V6_0)).facts().rules());
    assertEquals(YoloVersion.V7_0, reloaded(tiny(YoloVersion.V7_0)).facts().rules());
    assertEquals(
        YoloVersion.V6_2,
        checkpoint(tiny(YoloVersion.V6_0), YoloVersion.V6_2).model().facts().rules());
  }

  @Test
  void half_precision_becomes_float32_without_loss() throws IOException {
    DetectionModel model = Tiny.network(YoloVersion.V7_0);
    model.to(DType.FLOAT16);
    model.to(DType.FLOAT32);
    Saved saved = SavedNetwork.of(model, Tiny.CONFIG);
    for (Saved module : saved.all()) {
      module.parameters.replaceAll((_, value) -> half(value));
      module.buffers.replaceAll((_, value) -> half(value));
    }
    Checkpoint checkpoint = checkpoint(saved, null);
    assertEquals(DType.FLOAT16, checkpoint.savedAs());
    DetectionModel back = checkpoint.model();
    back.to(DType.FLOAT32);
    assertTrue(back.parameters().stream().allMatch(tensor -> tensor.dtype() == DType.FLOAT32));
    assertEquals(DType.INT64, back.namedBuffers().get("model.0.bn.num_batches_tracked").dtype());
    assertSameTensors(model.namedParameters(), back.namedParameters());
    assertSameTensors(Tiny.outputs(model), Tiny.outputs(back));
  }

  private static Object half(Object value) {
    return value instanceof Saved.Data data && data.dtype().equals("float32")
        ? new Saved.Data(data.tensor(), "float16", data.parameter(), false)
        : value;
  }

  @ParameterizedTest
  @CsvSource({"V6_0, 57", "V7_0, 1"})
  void a_shared_activation_stays_one_object(YoloVersion rules, int activations) throws IOException {
    DetectionModel back = reloaded(tiny(rules));
    assertEquals(activations, back.modules().stream().filter(SiLU.class::isInstance).count());
  }

  @Test
  void what_the_checkpoint_says_of_itself_is_kept() throws IOException {
    Checkpoint checkpoint = checkpoint(tiny(YoloVersion.V7_0), null);
    assertEquals("2022-11-22T10:00:00", checkpoint.date());
    assertEquals("model", checkpoint.entry());
    assertEquals("zip", checkpoint.container());
    assertEquals("models.yolo.DetectionModel", checkpoint.rootClass());
    assertEquals(DType.FLOAT32, checkpoint.savedAs());
  }

  @Test
  void the_network_may_lie_under_ema_or_be_the_root() throws IOException {
    Map<String, Object> dict = new LinkedHashMap<>();
    dict.put("model", null);
    dict.put("ema", tiny(YoloVersion.V7_0));
    Checkpoint ema = Checkpoint.load(TorchSave.save(dict, folder.resolve("ema.pt")));
    assertEquals("ema", ema.entry());
    assertNull(ema.date());
    Path bare = TorchSave.save(tiny(YoloVersion.V7_0), folder.resolve("bare.pt"));
    assertEquals("", Checkpoint.load(bare).entry());
  }

  @Test
  void modes_and_requires_grad_are_as_saved() throws IOException {
    Saved saved = tiny(YoloVersion.V7_0);
    saved.at("model.3").attributes.put("training", true);
    saved.at("model.5.conv").parameters.compute("weight", (_, value) -> requiring(value));
    DetectionModel back = reloaded(saved);
    back.namedModules()
        .forEach((path, module) -> assertEquals(path.equals("model.3"), module.isTraining(), path));
    back.namedParameters()
        .forEach((name, tensor) ->
            assertEquals(name.equals("model.5.conv.weight"), tensor.requiresGrad(), name));
  }

  private static Saved.Data requiring(Object value) {
    return new Saved.Data(((Saved.Data) value).tensor(), "float32", true, true);
  }

  @Test
  void what_was_added_by_hand_appears() throws IOException {
    Saved saved = tiny(YoloVersion.V7_0);
    Saved conv = saved.at("model.0");
    conv.children.put("extra", Saved.identity());
    conv.children.put("gone", null);
    conv.parameters.put("alpha", Saved.Data.parameter(Tensor.ones(2)));
    conv.buffers.put("seen", Saved.Data.buffer(Tensor.zeros(3)));
    DetectionModel back = reloaded(saved);
    assertTrue(back.toString().contains("(act): SiLU(inplace=True)\n      (extra): Identity()\n"));
    assertTrue(back.toString().contains("(extra): Identity()\n      (gone): None\n"));
    assertTrue(back.namedModules().containsKey("model.0.extra"));
    assertArrayEquals(
        new float[] {1, 1}, back.namedParameters().get("model.0.alpha").toFloatArray());
    assertTrue(back.namedBuffers().containsKey("model.0.seen"));
    assertSameTensors(Tiny.outputs(Tiny.network(YoloVersion.V7_0)), Tiny.outputs(back));
  }

  @Test
  void children_keep_the_order_of_the_file() throws IOException {
    Saved saved = tiny(YoloVersion.V7_0);
    Map<String, Object> children = saved.at("model.0").children;
    children.put("conv", children.remove("conv"));
    DetectionModel back = reloaded(saved);
    assertEquals(
        List.of("bn", "act", "conv"),
        List.copyOf(back.namedModules().get("model.0").childSlots().keySet()));
    assertSameTensors(Tiny.outputs(Tiny.network(YoloVersion.V7_0)), Tiny.outputs(back));
  }

  @Test
  void a_fused_network_has_no_batch_norms() throws IOException {
    DetectionModel model = Tiny.network(YoloVersion.V7_0).fuse();
    Saved saved = SavedNetwork.of(model, Tiny.CONFIG);
    // conv.forward = conv.forward_fuse
    saved.at("model.0").attributes.put("forward", (Saved.Verbatim) RoundTripTest::boundMethod);
    DetectionModel back = reloaded(saved);
    assertEquals(model.toString(), back.toString());
    assertFalse(back.toString().contains("BatchNorm2d"));
    assertSameTensors(model.namedParameters(), back.namedParameters());
    assertSameTensors(Tiny.outputs(model), Tiny.outputs(back));
  }

  /// `getattr(self, "forward_fuse")`; the root was remembered first.
  private static void boundMethod(PickleBytes to) {
    to.global("__builtin__", "getattr").op("j").four(0).str("forward_fuse").raw(0x86).reduce();
  }

  @Test
  void pruned_channels_are_taken_from_the_file() throws IOException {
    Saved saved = tiny(YoloVersion.V7_0);
    Saved narrow = saved.at("model.2.m.0.cv1");
    narrow.at("conv").with("out_channels", 3);
    cut(narrow.at("conv"), "weight", 0);
    narrow.at("bn").with("num_features", 3);
    for (String name : List.of("weight", "bias")) cut(narrow.at("bn"), name, 0);
    for (String name : List.of("running_mean", "running_var")) cut(narrow.at("bn"), name, 0);
    Saved next = saved.at("model.2.m.0.cv2.conv").with("in_channels", 3);
    cut(next, "weight", 1);
    DetectionModel back = reloaded(saved);
    Conv2d conv = (Conv2d) back.namedModules().get("model.2.m.0.cv1.conv");
    assertEquals("Conv2d(4, 3, kernel_size=(1, 1), stride=(1, 1), bias=False)", conv.toString());
    assertEquals(3, conv.weight().get().shape().get(0));
    Tensor decoded = Tiny.outputs(back).get("0");
    assertEquals(Tiny.outputs(Tiny.network(YoloVersion.V7_0)).get("0").shape(), decoded.shape());
    assertEquals(416, Tiny.graph(back, false).size() - 4);
  }

  /// Keeps 3 of 4 channels.
  private static void cut(Saved module, String name, int dim) {
    Map<String, Object> place =
        module.parameters.containsKey(name) ? module.parameters : module.buffers;
    Saved.Data data = (Saved.Data) place.get(name);
    assertEquals(4, data.tensor().shape().get(dim));
    place.put(
        name,
        new Saved.Data(data.tensor().slice(dim, 0, 3), data.dtype(), data.parameter(), false));
  }

  @Test
  void a_stored_anchor_grid_is_ignored() throws IOException {
    Saved saved = tiny(YoloVersion.V6_0);
    Saved detect = saved.at("model.24");
    detect.buffers.put("anchor_grid", Saved.Data.buffer(Tensor.zeros(3, 1, 3, 1, 1, 2)));
    DetectionModel back = reloaded(saved);
    assertEquals(List.of("anchors"), List.copyOf(back.detect().bufferSlots().keySet()));
    assertSameTensors(Tiny.outputs(Tiny.network(YoloVersion.V6_0)), Tiny.outputs(back));
  }

  @Test
  void upsample_loads_with_and_without_recompute_scale_factor() throws IOException {
    Saved saved = tiny(YoloVersion.V7_0);
    saved.at("model.11").attributes.remove("recompute_scale_factor");
    saved.at("model.15").attributes.put("recompute_scale_factor", null);
    DetectionModel back = reloaded(saved);
    String repr = "Upsample(scale_factor=2.0, mode='nearest')";
    assertEquals(repr, back.namedModules().get("model.11").toString());
    assertEquals(repr, back.namedModules().get("model.15").toString());
  }

  @Test
  void names_may_be_a_list_or_a_dict() throws IOException {
    Saved saved = tiny(YoloVersion.V7_0).with("names", List.of("cat", "dog", "bird"));
    assertEquals(List.of("cat", "dog", "bird"), reloaded(saved).facts().names());
    Map<Object, Object> names = new LinkedHashMap<>();
    names.put(0, "ant");
    names.put(1, "bee");
    names.put(2, "fly");
    assertEquals(
        List.of("ant", "bee", "fly"), reloaded(saved.with("names", names)).facts().names());
    saved.attributes.remove("names");
    assertEquals(List.of(), reloaded(saved).facts().names());
  }

  @Test
  void the_stride_may_be_kept_at_the_model_alone() throws IOException {
    Saved saved = tiny(YoloVersion.V7_0);
    saved.at("model.24").attributes.put("stride", null);
    assertArrayEquals(new float[] {8, 16, 32}, reloaded(saved).detect().stride().toFloatArray());
  }

  @Test
  void a_shared_parameter_stays_one_tensor() throws IOException {
    Saved saved = tiny(YoloVersion.V7_0);
    Object weight = saved.at("model.2.cv1.conv").parameters.get("weight");
    saved.at("model.2.cv2.conv").parameters.put("weight", weight);
    DetectionModel back = reloaded(saved);
    Map<String, Module> modules = back.namedModules();
    assertSame(
        ((Conv2d) modules.get("model.2.cv1.conv")).weight().get(),
        ((Conv2d) modules.get("model.2.cv2.conv")).weight().get());
    assertEquals(176, back.parameters().size());
    assertFalse(back.namedParameters().containsKey("model.2.cv2.conv.weight"));
  }

  @Test
  void an_empty_network_has_no_head() throws IOException {
    Saved saved = new Saved("models.yolo.DetectionModel");
    saved.children.put("model", Saved.sequential());
    assertNull(reloaded(saved).detect());
  }
}
