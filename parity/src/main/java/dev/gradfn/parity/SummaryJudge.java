package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.analysis.Summary;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Args;
import dev.gradfn.yolov5.DetectionModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Leaf rows of torchinfo's table, each with all its calls, and its total of multiply-adds. What it
/// says of containers, and its total of parameters, is wrong for shared modules.
final class SummaryJudge implements Judge {
  private final Networks networks;

  SummaryJudge(Networks networks) {
    this.networks = networks;
  }

  @Override
  public boolean takes(GoldenFile file) {
    return file.has("torchinfo", "layers", "input", "total_mult_adds");
  }

  @Override
  public void judge(GoldenFile file, Report report) throws IOException {
    Map<String, List<JsonNode>> rows = new LinkedHashMap<>();
    for (JsonNode layer : file.json().path("layers")) {
      rows.computeIfAbsent(layer.path("module").asText(), _ -> new ArrayList<>()).add(layer);
    }
    // Files of this folder are named after their checkpoint.
    Networks.Source source = networks.source(file, file.name(), classes(rows), report);
    if (source == null) {
      report.skipped(file, "row", rows.size(), "checkpoint " + file.name() + " is not here");
      return;
    }
    DetectionModel model = source.load();
    model.eval();
    Dims input = Inputs.dims(file.json().path("input"));
    Summary summary = Summary.of(model, Args.of(Tensor.ones(DType.FLOAT32, Device.META, input)));
    for (Summary.Row row : summary.rows()) {
      List<JsonNode> golden = rows.getOrDefault(row.path(), List.of());
      if (!row.leaf() || golden.isEmpty()) continue;
      report.check(file, "leaf row", row.path(), () -> problem(golden, row));
    }
    long missing =
        rows.keySet().stream()
            .filter(path -> summary.rows().stream().noneMatch(row -> row.path().equals(path)))
            .count();
    report.result(
        file, "total", "modules", missing == 0 ? null : missing + " modules are not found");
    long expected = file.json().path("total_mult_adds").asLong();
    long found = summary.total().multAdds();
    report.result(
        file,
        "total",
        "mult_adds",
        expected == found ? null : "expected " + expected + ", got " + found);
  }

  /// From the last row, a prediction of three anchors by 5 + classes.
  private static int classes(Map<String, List<JsonNode>> rows) {
    JsonNode shape = List.copyOf(rows.values()).getLast().get(0).path("output");
    return shape.path(1).asInt() / 3 - 5;
  }

  private static String problem(List<JsonNode> golden, Summary.Row row) {
    List<String> expected = new ArrayList<>();
    long multAdds = 0;
    for (JsonNode call : golden) {
      multAdds += call.path("mult_adds").asLong();
      expected.add(Inputs.dims(call.path("input")) + " to " + Inputs.dims(call.path("output")));
    }
    List<String> found = new ArrayList<>();
    for (Summary.Call call : row.calls()) found.add(call.input() + " to " + call.output());
    JsonNode first = golden.get(0);
    expected.add(facts(first.path("class").asText(), first, multAdds));
    found.add(
        row.module().typeName()
            + " kernel "
            + row.kernel()
            + ", "
            + row.parameters()
            + " parameters, "
            + row.multAdds()
            + " multiply-adds");
    return Lists.difference("call or fact", expected, found);
  }

  private static String facts(String type, JsonNode row, long multAdds) {
    List<Long> kernel = new ArrayList<>();
    JsonNode sizes = row.path("kernel");
    if (sizes.isNumber()) kernel.add(sizes.asLong());
    sizes.forEach(size -> kernel.add(size.asLong()));
    return type
        + " kernel "
        + kernel
        + ", "
        + row.path("params").asLong()
        + " parameters, "
        + multAdds
        + " multiply-adds";
  }
}
