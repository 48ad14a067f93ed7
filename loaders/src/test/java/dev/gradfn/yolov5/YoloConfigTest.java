package dev.gradfn.yolov5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.Torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The numbers that YOLOv5 prints of its own networks.
class YoloConfigTest {
  private static long elements(DetectionModel model) {
    return model.parameters().stream().mapToLong(Tensor::numel).sum();
  }

  @ParameterizedTest
  @CsvSource({
    "yolov5n,  1872157, 177",
    "yolov5s,  7235389, 177",
    "yolov5m, 21190557, 243",
    "yolov5l, 46563709, 309",
    "yolov5x, 86749405, 375",
  })
  void a_fresh_network_has_yolov5s_number_of_parameters(String name, long params, int tensors) {
    DetectionModel model = ModelFactory.create(YoloConfig.named(name, 80), YoloVersion.V7_0);
    assertEquals(params, elements(model));
    assertEquals(tensors, model.parameters().size());
    assertArrayEquals(new float[] {8, 16, 32}, model.detect().stride().toFloatArray());
  }

  @ParameterizedTest
  @CsvSource({"v6.0, Model", "v6.2, DetectionModel", "v7.0, DetectionModel"})
  void the_root_class_is_the_versions(String code, String type) {
    YoloVersion rules = YoloVersion.ofTag(code);
    DetectionModel model = ModelFactory.create(Tiny.CONFIG, rules);
    assertEquals(type, model.typeName());
    assertEquals(3, model.detect().classes());
  }

  @Test
  void anchors_are_counted_in_cells() {
    DetectionModel model = ModelFactory.create(Tiny.CONFIG, YoloVersion.V7_0);
    assertArrayEquals(
        new float[] {
          10 / 8f, 13 / 8f, 16 / 8f, 30 / 8f, 33 / 8f, 23 / 8f,
          30 / 16f, 61 / 16f, 62 / 16f, 45 / 16f, 59 / 16f, 119 / 16f,
          116 / 32f, 90 / 32f, 156 / 32f, 198 / 32f, 373 / 32f, 326 / 32f
        },
        model.detect().anchors().get().toFloatArray());
  }

  @Test
  void repeats_are_rounded_half_to_even_and_channels_up_to_eights() {
    YoloConfig half =
        YoloConfig.named("yolov5n", 80).with("depth_multiple", 0.5).with("width_multiple", 0.55);
    assertEquals(2, half.repeats(3)); // 1.5
    assertEquals(2, half.repeats(5)); // 2.5
    assertEquals(1, half.repeats(1));
    assertEquals(40, half.channels(64)); // 35.2
    assertEquals(255, half.channels(255)); // 3 (80 + 5): left alone, as by parse_model
  }

  @Test
  void the_same_seed_gives_the_same_network() {
    float[] one = weights(1);
    assertArrayEquals(one, weights(1));
    assertEquals(false, java.util.Arrays.equals(one, weights(2)));
  }

  private static float[] weights(long seed) {
    Torch.manualSeed(seed);
    DetectionModel model = ModelFactory.create(Tiny.CONFIG, YoloVersion.V7_0);
    return model.namedParameters().get("model.0.conv.weight").toFloatArray();
  }

  @Test
  void an_unknown_name_is_refused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> YoloConfig.named("yolov9", 80));
    assertTrue(
        e.getMessage()
            .startsWith("config \"yolov9\" is not built in for v7.0, expected one of yolov5n, "),
        e.getMessage());
  }
}
