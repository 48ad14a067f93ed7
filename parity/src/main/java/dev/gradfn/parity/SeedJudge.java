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
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The map from grad_fn to module, entry by entry, on `meta` and on `cpu`.
final class SeedJudge implements Judge {
  private static final Pattern HEAD = Pattern.compile("Conv2d\\(\\d+, (\\d{1,6}),");

  private final Networks networks;

  SeedJudge(Networks networks) {
    this.networks = networks;
  }

  @Override
  public boolean takes(GoldenFile file) {
    return file.has("variant", "entries", "visited", "checkpoint");
  }

  @Override
  public void judge(GoldenFile file, Report report) {
    Networks.Source network = networks.source(file, classes(file), report);
    for (Device device : new Device[] {Device.META, Device.CPU}) {
      String kind = "map on " + device.torchName();
      if (network == null) {
        report.skipped(file, kind, 1, "checkpoint " + file.text("checkpoint") + " is not here");
      } else {
        report.check(file, kind, file.text("variant"), () -> problem(file, network.load(), device));
      }
    }
  }

  /// From the last entry, the repr of a head: `Conv2d(256, 255, …)` has 3 (5 + classes) channels.
  private static int classes(GoldenFile file) {
    JsonNode entries = file.json().path("entries");
    Matcher head = HEAD.matcher(entries.path(entries.size() - 1).path(2).asText());
    return head.lookingAt() ? Integer.parseInt(head.group(1)) / 3 - 5 : 1;
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
        .forEach((name, parameter) ->
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
        .forEach((node, module) ->
            rows.add(name(node) + " | " + trace.pathOf(module) + " | " + text(module)));
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
