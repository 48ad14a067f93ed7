package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Node;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.Module;
import dev.gradfn.trace.GradFnTrace;
import dev.gradfn.yolov5.DetectionModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The map from grad_fn to module, entry by entry, on `meta` and on `cpu`.
final class SeedJudge implements Judge {
  private final Networks networks;

  SeedJudge(Networks networks) {
    this.networks = networks;
  }

  @Override
  public boolean takes(GoldenFile file) {
    return file.has("variant", "entries", "visited", "checkpoint");
  }

  @Override
  public void judge(GoldenFile file, Report report) throws IOException {
    for (Device device : new Device[] {Device.META, Device.CPU}) {
      String kind = "map on " + device.torchName();
      DetectionModel model = network(file, report);
      if (model == null) {
        report.skipped(file, kind, 1, "checkpoint " + file.text("checkpoint") + " is not here");
        continue;
      }
      report.result(file, kind, file.text("variant"), problem(file, model, device));
    }
  }

  private DetectionModel network(GoldenFile file, Report report) throws IOException {
    Path path = networks.find(file.text("checkpoint"));
    if (path != null) return Networks.loadFloat(path, file.text("code"));
    DetectionModel model =
        Networks.standIn(file.text("checkpoint"), classes(file), file.text("code"));
    if (model == null) return null;
    report.note("judged on a network that gradfn built, because the checkpoint is not here");
    // A checkpoint is saved with requires_grad off.
    model.requiresGrad_(false);
    return model;
  }

  /// From the last entry, the repr of a head: `Conv2d(256, 255, …)` has 3 (5 + classes) channels.
  private static int classes(GoldenFile file) {
    JsonNode entries = file.json().path("entries");
    String repr = entries.path(entries.size() - 1).path(2).asText();
    return Integer.parseInt(repr.split(", ")[1]) / 3 - 5;
  }

  private static String problem(GoldenFile file, DetectionModel model, Device device) {
    model.train(file.json().path("training").asBoolean());
    setRequiresGrad(model, file.text("variant"));
    Dims shape = Inputs.shape(file.text("input"));
    Args input = Args.of(Tensor.ones(DType.FLOAT32, device, shape));
    GradFnTrace trace = GradFnTrace.run(model, GradFnTrace.PRUNABLE_TYPES, input);
    if (trace.hooked() != file.json().path("hooked").asInt()) {
      return "expected " + file.json().path("hooked") + " hooked modules, got " + trace.hooked();
    }
    String problem = Lists.difference("entry", rows(file.json().path("entries")), entries(trace));
    if (problem != null) return problem;
    return Lists.difference("visit", rows(file.json().path("visited")), visits(trace));
  }

  private static void setRequiresGrad(DetectionModel model, String variant) {
    if (variant.equals("as_saved")) return;
    model
        .namedParameters()
        .forEach(
            (name, parameter) ->
                parameter.requiresGrad_(
                    variant.equals("trainable") || !name.matches("model\\.[0-9]\\..*")));
  }

  private static List<String> rows(JsonNode array) {
    List<String> rows = new ArrayList<>();
    for (JsonNode row : array) {
      List<String> cells = new ArrayList<>();
      for (JsonNode cell : row) cells.add(cell.isNull() ? "None" : cell.asText());
      rows.add(String.join(" | ", cells));
    }
    return rows;
  }

  private static List<String> entries(GradFnTrace trace) {
    List<String> rows = new ArrayList<>();
    trace
        .gradFnToModule()
        .forEach((node, module) -> rows.add(name(node) + " | " + trace.pathOf(module) + " | " + text(module)));
    return rows;
  }

  private static String name(Node node) {
    return node == null ? "None" : node.typeName();
  }

  private static String text(Module module) {
    return module.toString();
  }

  private static List<String> visits(GradFnTrace trace) {
    List<String> rows = new ArrayList<>();
    trace.visited().forEach((path, times) -> rows.add(path + " | " + times));
    return rows;
  }
}
