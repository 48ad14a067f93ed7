package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Args;
import dev.gradfn.yolov5.DetectionModel;

/// Whole graphs of checkpoints, node by node.
final class GraphJudge implements Judge {
  private final Networks networks;

  GraphJudge(Networks networks) {
    this.networks = networks;
  }

  @Override
  public boolean takes(GoldenFile file) {
    return file.has("checkpoint", "mode", "input") && file.casesHave("nodes", "outputs");
  }

  @Override
  public void judge(GoldenFile file, Report report) {
    for (JsonNode golden : file.json().path("cases")) {
      Networks.Source network = networks.source(file, classes(golden), report);
      for (Device device : new Device[] {Device.META, Device.CPU}) {
        String kind = file.text("mode") + " on " + device.torchName();
        if (network == null) {
          report.skipped(
              file,
              kind,
              golden.path("id").asText(),
              "checkpoint " + file.text("checkpoint") + " is not here");
        } else {
          report.check(
              file,
              kind,
              golden.path("id").asText(),
              () -> problem(file, golden, network.load(), device));
        }
      }
    }
  }

  /// From the last output, a raw head of 5 + classes columns.
  private static int classes(JsonNode golden) {
    JsonNode outputs = golden.path("outputs");
    JsonNode shape = outputs.path(outputs.size() - 1).path(3);
    return shape.path(shape.size() - 1).asInt() - 5;
  }

  private static String problem(
      GoldenFile file, JsonNode golden, DetectionModel model, Device device) {
    model.train(file.text("mode").equals("train"));
    model.requiresGrad_(true);
    Dims shape = Inputs.shape(file.text("input"));
    Object output = model.callAll(Args.of(Tensor.ones(DType.FLOAT32, device, shape)));
    return Graphs.difference(golden, output, model);
  }
}
