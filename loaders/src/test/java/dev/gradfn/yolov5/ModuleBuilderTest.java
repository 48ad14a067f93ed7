package dev.gradfn.yolov5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.nn.Identity;
import dev.gradfn.nn.Module;
import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.PickleBytes;
import dev.gradfn.pickle.PyObject;
import dev.gradfn.torch.TorchFile;
import dev.gradfn.torch.ZipBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Module trees that are refused, each in one line with file, path, class and attribute; and what
/// tensors may be.
class ModuleBuilderTest {
  @TempDir Path folder;
  private Saved tiny;

  @BeforeEach
  void describe() {
    tiny = SavedNetwork.of(Tiny.network(YoloVersion.V7_0), Tiny.CONFIG);
  }

  private Path file() {
    return folder.resolve("a.pt");
  }

  /// Any tree, without a network around it.
  private Module built(Saved saved, ModuleRegistry registry) throws IOException {
    try (TorchFile file = TorchFile.open(TorchSave.save(saved, file()))) {
      return new ModuleBuilder("a.pt", registry, YoloVersion.V7_0).build((PyObject) file.root());
    }
  }

  private void refused(Saved saved, String message) {
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> built(saved, ModuleRegistry.standard()));
    assertEquals("a.pt: " + message, e.getMessage());
  }

  // ---- the tree ------------------------------------------------------------------------------

  @Test
  void an_unknown_class_is_named_with_its_path_and_how_to_register_it() {
    tiny.at("model.1").children.put("act", new Saved("mypackage.act.Swish7"));
    refused(
        tiny,
        "model.1.act (mypackage.act.Swish7): this class is not known, expected one of torch.nn or"
            + " YOLOv5's; register it with ModuleRegistry.standard().with(\"mypackage.act.Swish7\","
            + " saved -> …)");
  }

  @Test
  void a_registered_class_is_built() throws IOException {
    tiny.at("model.1").children.put("act", new Saved("mypackage.act.Swish7"));
    ModuleRegistry registry =
        ModuleRegistry.standard().with("mypackage.act.Swish7", _ -> new Identity());
    Module built = built(tiny, registry);
    assertInstanceOf(Identity.class, built.namedModules().get("model.1.act"));
    Path path = TorchSave.checkpoint(tiny, file());
    Checkpoint.Options options = new Checkpoint.Options(registry, YoloVersion.V6_2);
    assertEquals(YoloVersion.V6_2, Checkpoint.load(path, options).model().facts().rules());
  }

  @Test
  void a_module_that_contains_itself_is_refused() {
    Saved inner = Saved.sequential();
    inner.children.put("0", Saved.sequential(inner));
    refused(
        Saved.sequential(inner),
        "0.0.0 (torch.nn.modules.container.Sequential): contains itself, expected a tree of"
            + " modules");
  }

  @Test
  void two_hundred_levels_are_too_deep() throws IOException {
    Saved deep = Saved.identity();
    for (int i = 0; i < 199; i++) deep = Saved.sequential(deep);
    assertEquals(200, built(deep, ModuleRegistry.standard()).namedModules().size());
    refused(
        Saved.sequential(deep),
        "0"
            + ".0".repeat(199)
            + " (torch.nn.modules.linear.Identity): lies 200 modules deep,"
            + " expected fewer");
  }

  @Test
  void a_tree_that_shares_everything_is_built_once() throws IOException {
    Saved shared = Saved.identity();
    for (int i = 0; i < 60; i++) shared = Saved.sequential(shared, shared);
    assertEquals(61, built(shared, ModuleRegistry.standard()).namedModules().size());
  }

  @Test
  void hooks_are_refused() {
    for (String hooks : List.of("_forward_hooks", "_forward_pre_hooks", "_backward_hooks")) {
      Saved layer = Saved.identity().with(hooks, Map.of(3, "function"));
      refused(
          Saved.sequential(Saved.identity(), layer),
          "1 (torch.nn.modules.linear.Identity): "
              + hooks
              + ", expected none, got 1; remove them before saving");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.b", ""})
  void names_that_pytorch_forbids_are_refused(String name) {
    Saved saved = Saved.identity();
    saved.children.put(name, Saved.identity());
    String reason =
        name.isEmpty()
            ? "module name can't be empty string \"\""
            : "module name can't contain \".\", got: a.b";
    refused(saved, "the root module (torch.nn.modules.linear.Identity): " + reason);
  }

  @Test
  void a_child_that_is_no_module_is_refused() {
    tiny.at("model.1").children.put("act", 7);
    refused(tiny, "model.1 (models.common.Conv): _modules[\"act\"], expected a module, got 7");
    tiny.at("model.1").children.remove("act");
    refused(
        tiny,
        "model.1 (models.common.Conv): child \"act\", expected a module, got None; the children are"
            + " [conv, bn]");
  }

  @Test
  void a_child_of_another_type_is_refused() {
    tiny.at("model.24").children.put("m", Saved.identity());
    refused(
        tiny, "model.24 (models.yolo.Detect): child \"m\", expected a ModuleList, got Identity");
  }

  @Test
  void a_state_that_is_no_dict_is_refused() {
    Saved.Verbatim bare = to -> to.global("torch.nn.modules.linear", "Identity").op(")").raw(0x81);
    tiny.at("model.1").children.put("act", bare);
    refused(
        tiny,
        "model.1.act (torch.nn.modules.linear.Identity): its state, expected a dict of attributes,"
            + " got None");
  }

  // ---- attributes ----------------------------------------------------------------------------

  private void refusedConv(String attribute, Object value, String message) {
    Saved conv = tiny.at("model.1.conv");
    Object before = conv.attributes.put(attribute, value);
    refused(tiny, "model.1.conv (torch.nn.modules.conv.Conv2d): " + message);
    conv.attributes.put(attribute, before);
  }

  @Test
  void attributes_of_another_type_are_refused() {
    refusedConv("in_channels", "8", "in_channels, expected an integer, got \"8\"");
    refusedConv("groups", 1.0, "groups, expected an integer, got 1.0");
    refusedConv("groups", null, "groups, expected an integer, got None");
    refusedConv("stride", Saved.Tuple.of(1, 2, 3), "stride, expected 2 integers, got a tuple of 3");
    refusedConv("kernel_size", 3, "kernel_size, expected 2 integers, got 3");
    refusedConv("dilation", List.of(1, "x"), "dilation, expected integers, got \"x\"");
    refusedConv("padding_mode", 0, "padding_mode, expected a string, got 0");
    refusedConv("padding", "some", "padding, expected same, valid or numbers, got \"some\"");
    refusedConv("training", 1, "training, expected True or False, got 1");
  }

  @Test
  void a_missing_attribute_is_refused() {
    tiny.at("model.2.m.0").attributes.remove("add");
    refused(tiny, "model.2.m.0 (models.common.Bottleneck): add, expected True or False, got None");
  }

  @Test
  void numbers_of_layers_are_refused_if_those_do_not_lie_before() {
    for (Object from : new Object[] {16, 17, -18, "x", null}) {
      tiny.at("model.16").attributes.put("f", List.of(-1, from == null ? List.of() : from));
      String got = from instanceof String ? "\"x\"" : from == null ? "a list of 0" : "" + from;
      refused(
          tiny,
          "model.16 (models.common.Concat): f, expected numbers of layers before 16, got " + got);
    }
    tiny.at("model.16").attributes.remove("f");
    refused(
        tiny,
        "model.16 (models.common.Concat): f (where its input comes from), expected one, got None");
  }

  @Test
  void layers_may_be_counted_back_to_the_first() throws IOException {
    tiny.at("model.16").attributes.put("f", List.of(-1, -12));
    DetectionModel back = Checkpoint.load(TorchSave.checkpoint(tiny, file())).model();
    assertArrayEquals(
        Tiny.outputs(Tiny.network(YoloVersion.V7_0)).get("0").toFloatArray(),
        Tiny.outputs(back).get("0").toFloatArray());
  }

  @Test
  void heads_that_do_not_fit_are_refused() {
    String detect = "model.24 (models.yolo.Detect): ";
    Saved head = tiny.at("model.24");
    Object anchors = head.buffers.put("anchors", Saved.Data.buffer(Tensor.ones(2, 3, 2)));
    refused(tiny, detect + "anchors, expected shape [3, anchors, 2], got [2, 3, 2]");
    head.buffers.put("anchors", null);
    refused(tiny, detect + "anchors, expected shape [3, anchors, 2], got None");
    head.buffers.put("anchors", anchors);
    head.attributes.put("no", 4);
    refused(tiny, detect + "no, expected 5 + number of classes, got 4");
    head.attributes.put("no", 8);
    head.attributes.put("stride", Saved.Data.buffer(Tensor.ones(2)));
    refused(tiny, detect + "stride, expected shape [3], got [2]");
    head.attributes.put("stride", null);
    tiny.attributes.put("stride", null);
    refused(
        tiny,
        "the root module (models.yolo.DetectionModel): stride, expected a tensor at Detect or at"
            + " the model");
  }

  @Test
  void upsample_needs_a_size_or_a_factor() {
    Saved upsample = tiny.at("model.11");
    String where = "model.11 (torch.nn.modules.upsampling.Upsample): ";
    upsample.with("mode", "nearest").with("scale_factor", null);
    refused(tiny, where + "expected a size or a scale_factor, of 1 or 2 numbers");
    upsample.with("scale_factor", List.of());
    refused(tiny, where + "expected a size or a scale_factor, of 1 or 2 numbers");
  }

  // ---- tensors -------------------------------------------------------------------------------

  private void refusedWeight(Object weight, String message) {
    tiny.at("model.1.conv").parameters.put("weight", weight);
    refused(tiny, "model.1.conv (torch.nn.modules.conv.Conv2d): " + message);
  }

  @Test
  void a_convolution_needs_its_weight() {
    refusedWeight(null, "weight, expected a tensor, got None");
    refusedWeight("w", "_parameters[\"weight\"], expected a tensor, got \"w\"");
  }

  /// A tensor of `sizes` elements in storage 0; with another size than that, all show its first.
  private static void rebuilt(
      PickleBytes to, String function, String storage, int numel, int sizes, Runnable rest) {
    to.global("torch._utils", function).mark();
    to.mark().str("storage").global("torch", storage).str("0").str("cpu").num(numel).tuple();
    to.op("Q").num(0).mark().num(sizes).tuple().mark().num(sizes == numel ? 1 : 0).tuple();
    to.raw(0x89).call("collections", "OrderedDict");
    rest.run();
    to.tuple().reduce();
  }

  /// A module whose buffers are views of one storage of two float64.
  private static Saved views(String... names) {
    Saved saved = Saved.identity();
    saved.buffers.put("stored", Saved.Data.buffer(Tensor.of(new double[] {1, 1}, 2)));
    for (String name : names) {
      Saved.Verbatim view =
          switch (name) {
            case "negative" ->
                to ->
                    rebuilt(
                        to,
                        "_rebuild_tensor_v2",
                        "DoubleStorage",
                        2,
                        2,
                        () -> to.op("}").str("neg").raw(0x88).op("s"));
            case "huge" ->
                to -> rebuilt(to, "_rebuild_tensor_v2", "DoubleStorage", 2, 1 << 30, () -> {});
            case "repeated" ->
                to -> rebuilt(to, "_rebuild_tensor_v2", "DoubleStorage", 2, 1000, () -> {});
            default -> throw new AssertionError(name);
          };
      saved.buffers.put(name, view);
    }
    return saved;
  }

  @Test
  void a_negated_view_is_refused() {
    refused(
        views("negative"),
        "the root module (torch.nn.modules.linear.Identity): negative: a negated view is not"
            + " supported; call resolve_neg() on it before saving");
  }

  @Test
  void few_numbers_may_not_be_shown_as_a_giant_tensor() throws IOException {
    Module built = built(views("repeated"), ModuleRegistry.standard());
    Tensor repeated = built.namedBuffers().get("repeated");
    assertEquals(1000, repeated.toDoubleArray().length);
    assertSame(built.namedBuffers().get("stored").array().storage(), repeated.array().storage());
    refused(
        views("huge"),
        "the root module (torch.nn.modules.linear.Identity): huge: shows 2 stored elements as"
            + " 1073741824; call contiguous() on it before saving");
  }

  /// A module with tensors of these types in one untyped storage of 8 bytes: float32 1 and 2.
  private Module untypedBuilt(String... dtypes) throws IOException {
    PickleBytes to = PickleBytes.start().global("torch.nn.modules.linear", "Identity").op(")");
    to.raw(0x81).op("}").str("_buffers").op("}");
    for (String dtype : dtypes) {
      to.str(dtype).global("torch._utils", "_rebuild_tensor_v3").mark();
      to.mark().str("storage").global("torch.storage", "UntypedStorage").str("0").str("cpu");
      to.num(8).tuple().op("Q").num(0).mark().num(2).tuple().mark().num(1).tuple();
      to.raw(0x89).call("collections", "OrderedDict").global("torch", dtype).tuple().reduce();
      to.op("s");
    }
    byte[] one = {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40};
    byte[] zip = new ZipBytes().add("a/data.pkl", to.op("sb").stop()).add("a/data/0", one).bytes();
    Path path = Files.write(folder.resolve("b.pt"), zip);
    try (TorchFile file = TorchFile.open(path)) {
      return new ModuleBuilder("b.pt", ModuleRegistry.standard(), YoloVersion.V7_0)
          .build((PyObject) file.root());
    }
  }

  @Test
  void an_untyped_storage_has_the_type_of_its_tensor() throws IOException {
    Tensor tensor = untypedBuilt("float32").namedBuffers().get("float32");
    assertEquals(DType.FLOAT32, tensor.dtype());
    assertArrayEquals(new float[] {1, 2}, tensor.toFloatArray());
  }

  @Test
  void types_that_are_not_read_are_refused() {
    CheckpointException e = assertThrows(CheckpointException.class, () -> untypedBuilt("uint32"));
    assertEquals(
        "b.pt: the root module (torch.nn.modules.linear.Identity): uint32: dtype: \"uint32\" is not"
            + " supported",
        e.getMessage());
  }

  @Test
  void one_untyped_storage_under_two_types_is_refused() {
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> untypedBuilt("float32", "int32"));
    assertEquals(
        "b.pt: the root module (torch.nn.modules.linear.Identity): int32: shares its storage as"
            + " int32 with a tensor of float32, expected one type; call clone() on it before saving",
        e.getMessage());
  }
}
