package dev.gradfn.yolov5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.gradfn.autograd.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Where classes lay and which attributes modules had in the releases of YOLOv5 and PyTorch.
class OlderVersionsTest {
  /// What a release put into `models.common` and `models.experimental`.
  private static final Map<String, String> CLASSES =
      Map.of(
          "v1.0 models.common", "Conv Bottleneck BottleneckCSP SPP Flatten Focus Concat",
          "v1.0 models.experimental", "Sum GhostConv GhostBottleneck ConvPlus MixConv2d",
          "v3.0 models.experimental", "C3 CrossConv Ensemble",
          "v3.0 models.common", "Classify autoShape",
          "v4.0 models.common", "C3 Contract Expand",
          "v5.0 models.common", "TransformerLayer TransformerBlock C3TR",
          "v6.0 models.common", "DWConv C3SPP C3Ghost SPPF GhostConv GhostBottleneck AutoShape",
          "v6.2 models.common", "DWConvTranspose2d C3x CrossConv DetectMultiBackend",
          "v7.0 models.common", "Proto",
          "v7.0 models.yolo",
              "Detect Segment DetectionModel SegmentationModel ClassificationModel Model");

  @TempDir Path folder;

  static Stream<String> classes() {
    return CLASSES.entrySet().stream()
        .flatMap(row -> {
          String module = row.getKey().substring(row.getKey().indexOf(' ') + 1);
          return Stream.of(row.getValue().split(" ")).map(name -> module + "." + name);
        });
  }

  @ParameterizedTest
  @MethodSource("classes")
  void every_class_is_known_where_its_release_had_it(String name) {
    assertNotNull(ModuleRegistry.standard().find(name));
  }

  /// What some release did not save, by the module that lacks it; the numbers stay the same.
  @ParameterizedTest
  @CsvSource({
    // YOLOv5's own
    "V5_0, models.yolo.Detect, inplace",
    "V5_0, models.yolo.Detect, grid",
    "V5_0, models.yolo.Detect, anchor_grid",
    "V6_0, models.yolo.Detect, stride",
    "V6_0, models.yolo.Detect, nc",
    "V6_0, models.yolo.Detect, nl",
    "V6_0, models.yolo.Detect, na",
    "V7_0, models.yolo.Detect, grid",
    "V5_0, models.yolo.Model, inplace",
    "V6_0, models.yolo.Model, names",
    "V6_0, models.yolo.Model, yaml",
    "V6_0, models.yolo.Model, nc",
    "V6_0, models.yolo.Model, save",
    "V6_0, models.yolo.Model, stride",
    "V7_0, models.yolo.DetectionModel, stride",
    "V7_0, models.common.Conv, type",
    "V7_0, models.common.C3, np",
    // PyTorch's
    "V6_0, torch.nn.modules.activation.SiLU, inplace",
    "V6_0, torch.nn.modules.conv.Conv2d, padding_mode",
    "V6_0, torch.nn.modules.conv.Conv2d, transposed",
    "V6_0, torch.nn.modules.conv.Conv2d, output_padding",
    "V6_0, torch.nn.modules.batchnorm.BatchNorm2d, affine",
    "V6_0, torch.nn.modules.batchnorm.BatchNorm2d, track_running_stats",
    "V6_0, torch.nn.modules.pooling.MaxPool2d, dilation",
    "V6_0, torch.nn.modules.pooling.MaxPool2d, return_indices",
    "V6_0, torch.nn.modules.pooling.MaxPool2d, ceil_mode",
    "V6_0, torch.nn.modules.upsampling.Upsample, name",
    "V6_0, torch.nn.modules.upsampling.Upsample, align_corners",
  })
  void an_attribute_that_a_release_did_not_save_is_not_missed(
      YoloVersion rules, String className, String attribute) throws IOException {
    DetectionModel model = Tiny.network(rules);
    Saved saved = SavedNetwork.of(model, Tiny.CONFIG);
    List<Saved> modules = modulesOf(saved, className);
    for (Saved module : modules) module.attributes.remove(attribute);
    assertSameOutputs(model, load(saved, rules));
  }

  @ParameterizedTest
  @CsvSource({
    "V5_0, models.common.C3, models.experimental",
    "V5_0, models.common.Bottleneck, models.experimental",
    "V6_0, models.common.SPPF, models.experimental",
  })
  void a_class_under_its_old_path_is_the_same(YoloVersion rules, String className, String module)
      throws IOException {
    DetectionModel model = Tiny.network(rules);
    Saved saved = SavedNetwork.of(model, Tiny.CONFIG);
    for (Saved moved : modulesOf(saved, className)) moved.module = module;
    DetectionModel back = load(saved, rules);
    assertEquals(model.toString(), back.toString());
    assertSameOutputs(model, back);
  }

  private static List<Saved> modulesOf(Saved root, String className) {
    List<Saved> found =
        root.all().stream().filter(m -> (m.module + "." + m.name).equals(className)).toList();
    assertEquals(false, found.isEmpty(), className);
    return found;
  }

  private DetectionModel load(Saved saved, YoloVersion rules) throws IOException {
    Path file = TorchSave.checkpoint(saved, folder.resolve("a.pt"));
    return Checkpoint.load(file, Checkpoint.Options.standard().withRules(rules)).model();
  }

  private static void assertSameOutputs(DetectionModel expected, DetectionModel actual) {
    Map<String, Tensor> outputs = Tiny.outputs(actual);
    Tiny.outputs(expected)
        .forEach((name, output) ->
            assertArrayEquals(output.toDoubleArray(), outputs.get(name).toDoubleArray(), name));
  }
}
