package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.nn.Args;
import dev.gradfn.torch.Safetensors;
import dev.gradfn.trace.Outputs;
import dev.gradfn.yolov5.DetectionModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// Raw heads, decoded boxes and detections of real images, fused and not, recorded without grad.
final class ForwardJudge implements Judge {
  private static final double TOLERANCE = 1e-4;

  private final Networks networks;

  ForwardJudge(Networks networks) {
    this.networks = networks;
  }

  @Override
  public boolean takes(GoldenFile file) {
    return file.casesHave("image", "heads", "decoded");
  }

  @Override
  public void judge(GoldenFile file, Report report) throws IOException {
    GoldenImages images = new GoldenImages(file.path().getParent());
    for (JsonNode golden : file.json().path("cases")) {
      String kind = golden.path("fused").asBoolean() ? "fused" : "plain";
      String id = golden.path("id").asText();
      Path path = networks.find(golden.path("checkpoint").asText());
      if (path == null) {
        String name = golden.path("checkpoint").asText();
        report.skipped(file, kind, id, "checkpoint " + name + " is not here");
        continue;
      }
      report.check(file, kind, id, () -> problem(file, golden, path, images));
      if (golden.has("detections")) {
        report.check(file, "detections", id, () -> detections(golden, path, images));
      }
    }
  }

  private static String problem(GoldenFile file, JsonNode golden, Path path, GoldenImages images)
      throws IOException {
    Map<String, Tensor> outputs = outputs(golden, path, images);
    String problem = Statistics.difference(golden.path("decoded"), outputs.get("0"), TOLERANCE);
    if (problem != null) return "decoded: " + problem;
    for (int i = 0; i < golden.path("heads").size(); i++) {
      problem =
          Statistics.difference(golden.path("heads").path(i), outputs.get("1." + i), TOLERANCE);
      if (problem != null) return "head " + i + ": " + problem;
    }
    return golden.path("tensors").asBoolean() ? fullTensors(file, golden, outputs) : null;
  }

  private static String detections(JsonNode golden, Path path, GoldenImages images)
      throws IOException {
    Tensor predictions = outputs(golden, path, images).get("0");
    JsonNode image = images.facts(golden.path("image").asText());
    return new DetectionJudge(golden, predictions, image).problem();
  }

  private static Map<String, Tensor> outputs(JsonNode golden, Path path, GoldenImages images)
      throws IOException {
    DetectionModel model = Networks.loadFloat(path, golden.path("code").asText());
    model.eval();
    if (golden.path("fused").asBoolean()) model.fuse();
    Tensor image = images.image(golden.path("image").asText(), DType.FLOAT32);
    try (var _ = Autograd.noGrad()) {
      return Outputs.flatten(model.callAll(Args.of(image)));
    }
  }

  private static String fullTensors(GoldenFile file, JsonNode golden, Map<String, Tensor> outputs)
      throws IOException {
    Path beside = file.path().resolveSibling(file.name() + ".safetensors");
    try (Safetensors tensors = Safetensors.open(beside)) {
      String id = golden.path("id").asText();
      for (int i = 0; i < golden.path("heads").size(); i++) {
        String problem = closeTo(tensors, id + "/head" + i, outputs.get("1." + i));
        if (problem != null) return problem;
      }
      return closeTo(tensors, id + "/decoded", outputs.get("0"));
    }
  }

  private static String closeTo(Safetensors tensors, String key, Tensor actual) throws IOException {
    if (tensors.entry(key) == null) return key + " is missing in " + tensors.path();
    double[] expected = GoldenImages.tensor(tensors.entry(key)).toDoubleArray();
    double[] values = actual.toDoubleArray();
    if (expected.length != values.length) {
      return key + ", expected " + expected.length + " elements, got " + values.length;
    }
    double largest = 0;
    for (double value : expected) largest = Math.max(largest, Math.abs(value));
    for (int i = 0; i < values.length; i++) {
      String problem =
          Statistics.different(key + " element " + i, expected[i], values[i], TOLERANCE * largest);
      if (problem != null) return problem;
    }
    return null;
  }
}
