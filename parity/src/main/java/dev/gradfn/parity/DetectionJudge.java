package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.yolov5.Detection;
import dev.gradfn.yolov5.NonMaxSuppression;
import dev.gradfn.yolov5.YoloVersion;
import java.util.List;
import java.util.Set;

/// What is left of an image's predictions after non-maximum suppression, with the four settings
/// that were recorded: rows of x1, y1, x2, y2, confidence, class.
final class DetectionJudge {
  private static final double PIXELS = 0.1;
  private static final double CONFIDENCE = 1e-3;

  private final JsonNode golden;
  private final Tensor predictions;
  private final JsonNode image;

  /// @param image its shapes before and after letterboxing
  DetectionJudge(JsonNode golden, Tensor predictions, JsonNode image) {
    this.golden = golden;
    this.predictions = predictions;
    this.image = image;
  }

  /// Null if all is as recorded.
  String problem() {
    YoloVersion rules = YoloVersion.ofTag(golden.path("code").asText());
    for (var setting : golden.path("detections").properties()) {
      NonMaxSuppression.Options standard = NonMaxSuppression.Options.standard().withRules(rules);
      NonMaxSuppression.Options options =
          switch (setting.getKey()) {
            case "default" -> standard;
            case "agnostic" -> standard.withAgnostic(true);
            case "class0" -> standard.withClasses(Set.of(0));
            case "val" -> standard.withConfidence(0.001).withIou(0.6).withMultiLabel(true);
            default -> null;
          };
      if (options == null) return setting.getKey() + ": the judge has no such setting";
      List<Detection> found = NonMaxSuppression.of(predictions, options).getFirst();
      String problem = problem(setting.getValue(), found);
      if (problem != null) return setting.getKey() + ": " + problem;
    }
    return null;
  }

  private String problem(JsonNode expected, List<Detection> found) {
    int count = expected.path("count").asInt();
    if (found.size() != count) return "expected " + count + " detections, got " + found.size();
    String problem = rows(expected.path("boxes"), found, PIXELS);
    if (problem == null) problem = rows(expected.path("first"), found, PIXELS);
    if (problem != null) return problem;
    // Rounded there, so a box on the edge between two pixels may go either way.
    return rows(expected.path("scaled"), inImage(found), 0.5 + PIXELS / ratio());
  }

  private double ratio() {
    return image.path("ratio").path(0).asDouble();
  }

  private List<Detection> inImage(List<Detection> found) {
    JsonNode input = image.path("shape");
    JsonNode source = image.path("source_shape_hwc");
    return found.stream()
        .map(one ->
            one.inImage(
                input.path(1).asInt(),
                input.path(2).asInt(),
                source.path(0).asInt(),
                source.path(1).asInt()))
        .toList();
  }

  private static String rows(JsonNode rows, List<Detection> found, double pixels) {
    for (int i = 0; i < rows.size(); i++) {
      Detection one = found.get(i);
      double[] actual = {
        one.x1(), one.y1(), one.x2(), one.y2(), one.confidence(), one.classIndex()
      };
      for (int j = 0; j < actual.length; j++) {
        double allowed = j < 4 ? pixels : j == 4 ? CONFIDENCE : 0;
        double expected = rows.path(i).path(j).asDouble();
        String problem =
            Statistics.different("row " + i + " column " + j, expected, actual[j], allowed);
        if (problem != null) return problem;
      }
    }
    return null;
  }
}
