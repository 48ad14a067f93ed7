package dev.gradfn.yolov5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.core.Device;
import dev.gradfn.pickle.CheckpointException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Configs from yaml text, and what is said of broken ones.
class YamlConfigTest {
  private static final String TINY =
      """
      nc: 2  # classes
      depth_multiple: 1.0
      width_multiple: 0.5
      anchors:
        - [10,13, 16,30]
      backbone:
        [[-1, 1, Conv, [16, 3, 2]],
         [-1, 3, Bottleneck, [16]]]
      head:
        [[-1, 1, nn.Upsample, [None, 2, 'nearest']],
         [[-1], 1, Detect, [nc, anchors]]]
      """;

  private static DetectionModel built(String yaml) throws CheckpointException {
    YoloConfig config = YamlConfig.parse("tiny.yaml", yaml);
    return ModelFactory.create(config, YoloVersion.V7_0, Device.META);
  }

  @Test
  void rows_become_layers() throws Exception {
    DetectionModel model = built(TINY);
    assertEquals(
        "[0 models.common.Conv, 1 models.common.Bottleneck,"
            + " 2 torch.nn.modules.upsampling.Upsample, 3 models.yolo.Detect]",
        model.rows().stream().map(row -> row.index() + " " + row.type()).toList().toString());
    assertEquals(1, model.detect().stride().item());
    assertEquals(2, model.detect().classes());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nc: 2 | nc: two | tiny.yaml: nc: expected an integer up to 1048576, got \"two\"",
        "depth_multiple: 1.0 | depth_multiple: 0 |"
            + " tiny.yaml: depth_multiple: expected a number above 0, got 0",
        "[16]]] | [16]] | tiny.yaml: line 9, column 1: expected ',' or ']', but got <scalar>",
        "Bottleneck | Botleneck | tiny.yaml: layer 1 (Botleneck): module \"Botleneck\" is not"
            + " known; layers of one's own are built in Java",
        "[[-1], 1, Detect | [[7], 1, Detect |"
            + " tiny.yaml: layer 3 (Detect): from, expected a layer before 3, got 7",
        "[16, 3, 2] | [os.system('id'), 3, 2] | tiny.yaml: layer 0 (Conv): argument 0: expected an"
            + " integer up to 1048576, got \"os.system('id')\"",
        "[[-1, 1, Conv | [[-1, 1000000000, Conv | tiny.yaml: backbone[0]: number: expected an"
            + " integer up to 1048576, got 1000000000",
        "depth_multiple: 1.0 | depth_multiple: 1000000 | tiny.yaml: layer 1 (Bottleneck): 3000000"
            + " repeats, expected up to 1000",
        "width_multiple: 0.5 | width_multiple: 1000000 | tiny.yaml: layer 0 (Conv): 16000000"
            + " channels, expected up to 1048576",
        "[16, 3, 2] | [16, 1000000, 2] | tiny.yaml: layer 0 (Conv): 24000000000000 weights are too"
            + " many for this memory; raise java -Xmx",
        "nc: 2 | nc: &a [*a] | tiny.yaml: line 1, column 5: more values than a config has",
      })
  void a_wrong_file_is_refused_in_one_line(String right, String wrong, String message) {
    assertTrue(TINY.contains(right));
    CheckpointException e =
        assertThrows(
            CheckpointException.class,
            () -> {
              try {
                built(TINY.replace(right, wrong));
              } catch (IllegalArgumentException refused) {
                throw new CheckpointException(refused.getMessage(), refused);
              }
            });
    assertEquals(message, e.getMessage());
  }

  /// A few lines can stand for billions of values.
  @Test
  void aliases_are_bounded() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
    for (int i = 1; i < 12; i++) {
      String alias = "*a" + (i - 1) + ", ";
      bomb.append("a" + i + ": &a" + i + " [" + alias.repeat(9) + "*a" + (i - 1) + "]\n");
    }
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> YamlConfig.parse("bomb.yaml", bomb + ""));
    assertTrue(e.getMessage().contains("Number of aliases"), e.getMessage());
  }

  @Test
  void depth_is_bounded() {
    String deep = "a: " + "[".repeat(200_000);
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> YamlConfig.parse("deep.yaml", deep));
    assertEquals("deep.yaml: line 1, column 23: lists in lists, more than 20 deep", e.getMessage());
  }

  @Test
  void weights_are_counted_before_memory_is_taken() throws Exception {
    String wide = TINY.replace("[16, 3, 2]", "[16, 100000, 2]");
    YoloConfig config = YamlConfig.parse("tiny.yaml", wide);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> ModelFactory.create(config, YoloVersion.V7_0, Device.CPU));
    assertEquals(
        "tiny.yaml: layer 0 (Conv): 240000000000 weights are too many for this memory; raise java"
            + " -Xmx",
        e.getMessage());
  }

  @Test
  void a_missing_file_is_named() {
    Path path = Path.of("nowhere", "a.yaml");
    CheckpointException e =
        assertThrows(
            CheckpointException.class, () -> YoloV5.fromYaml(path, YoloV5.Options.standard()));
    assertEquals(path + ": no such file", e.getMessage());
  }

  @Test
  void overrides_replace_top_level_keys() throws Exception {
    YoloV5.Options options = YoloV5.Options.standard().on(Device.META).with("nc", 3L);
    assertEquals(3, YoloV5.fromYaml("hub/yolov5s6", options).detect().classes());
    CheckpointException e =
        assertThrows(
            CheckpointException.class,
            () -> YoloV5.fromYaml("yolov5n", options.with("dept_multiple", 1.0)));
    assertEquals(
        "yolov5n: key \"dept_multiple\" is not known, expected one of [activation, anchors,"
            + " backbone, ch, channel_multiple, depth_multiple, head, inplace, nc, width_multiple]",
        e.getMessage());
  }

  @Test
  void versions_have_configs_of_their_own() throws Exception {
    YoloV5.Options v60 = YoloV5.Options.standard().withRules(YoloVersion.V6_0).on(Device.META);
    assertTrue(YoloV5.fromYaml("hub/yolov5-p2", v60).toString().contains("(0): Focus("));
    assertThrows(CheckpointException.class, () -> YoloV5.fromYaml("hub/yolov5-bifpn", v60));
  }
}
