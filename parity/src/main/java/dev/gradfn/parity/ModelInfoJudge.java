package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.core.Device;
import dev.gradfn.yolov5.ModelInfo;
import dev.gradfn.yolov5.YoloV5;
import dev.gradfn.yolov5.YoloVersion;
import java.io.IOException;
import java.util.Locale;

/// The line that YOLOv5 prints of each of its configs.
final class ModelInfoJudge implements Judge {
  private static final String GFLOPS = "gflops_640_as_model_info_prints";

  @Override
  public boolean takes(GoldenFile file) {
    return file.has("code") && file.casesHave("id", "params", "layers", GFLOPS);
  }

  @Override
  public void judge(GoldenFile file, Report report) {
    YoloVersion rules = YoloVersion.ofTag(file.text("code"));
    YoloV5.Options options = YoloV5.Options.standard().withRules(rules).on(Device.META);
    for (JsonNode golden : file.json().path("cases")) {
      String id = golden.path("id").asText();
      report.check(file, "configs", id, () -> problem(golden, id, options));
    }
  }

  private static String problem(JsonNode golden, String id, YoloV5.Options options)
      throws IOException {
    String expected =
        line(
            golden.path("layers").asInt(),
            golden.path("params").asLong(),
            golden.path("gradients").asLong(),
            golden.path(GFLOPS).asDouble());
    ModelInfo info = ModelInfo.of(YoloV5.fromYaml(id, options), 640);
    String found = line(info.layers(), info.parameters(), info.gradients(), info.gflops());
    return expected.equals(found) ? null : "expected " + expected + ", got " + found;
  }

  private static String line(int layers, long parameters, long gradients, double gflops) {
    return String.format(
        Locale.ROOT,
        "%d layers, %d parameters, %d gradients, %.1f GFLOPs",
        layers,
        parameters,
        gradients,
        gflops);
  }
}
