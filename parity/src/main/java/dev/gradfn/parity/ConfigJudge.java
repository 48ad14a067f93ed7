package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Args;
import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.trace.AutogradGraph;
import dev.gradfn.trace.Outputs;
import dev.gradfn.yolov5.DetectionModel;
import dev.gradfn.yolov5.YoloV5;
import dev.gradfn.yolov5.YoloVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Networks built from YOLOv5's configs: by name, and from the yaml files where they are at hand.
/// They are built on `meta`, because graphs and counts need no values.
final class ConfigJudge implements Judge {
  private static final Pattern PLACE = Pattern.compile("line (\\d+), column (\\d+)");
  private static final String NO_FILE = "the yaml file is not here";

  private final Networks networks;

  ConfigJudge(Networks networks) {
    this.networks = networks;
  }

  @Override
  public boolean takes(GoldenFile file) {
    return file.has("code")
        && (file.casesHave("id", "layers", "train")
            || (file.has("config") && file.casesHave("nodes", "outputs")));
  }

  @Override
  public void judge(GoldenFile file, Report report) {
    YoloVersion rules = YoloVersion.ofTag(file.text("code"));
    for (JsonNode golden : file.json().path("cases")) {
      String id = golden.path("id").asText();
      String name = file.has("config") ? file.text("config") : id;
      if (golden.has("base")) name = golden.path("base").asText().replaceFirst("\\.ya?ml$", "");
      YoloV5.Options options = options(golden, rules);
      if (golden.has("error")) {
        String known = name;
        report.check(file, "by name", id, () -> isRefused(() -> YoloV5.fromYaml(known, options)));
      } else {
        check(file, report, "by name", golden, new Case(rules, name, options));
      }
      Path yaml = networks.config(rules, name);
      if (yaml == null) {
        report.skipped(file, "from yaml", id, NO_FILE);
      } else if (golden.has("error")) {
        report.check(file, "from yaml", id, () -> sameError(golden, yaml, options));
      } else {
        check(file, report, "from yaml", golden, new Case(rules, yaml.toString(), options));
      }
    }
  }

  /// A network to build.
  private record Case(YoloVersion rules, String source, YoloV5.Options options) {
    DetectionModel build() throws CheckpointException {
      return YoloV5.fromYaml(source, options);
    }
  }

  private static YoloV5.Options options(JsonNode golden, YoloVersion rules) {
    YoloV5.Options options = YoloV5.Options.standard().withRules(rules).on(Device.META);
    for (Map.Entry<String, JsonNode> entry : golden.path("override").properties()) {
      options = options.with(entry.getKey(), value(entry.getValue()));
    }
    return options;
  }

  private static Object value(JsonNode json) {
    if (json.isArray()) {
      List<Object> items = new ArrayList<>();
      json.forEach(item -> items.add(value(item)));
      return items;
    }
    if (json.isIntegralNumber()) return json.asLong();
    if (json.isNumber()) return json.asDouble();
    if (json.isBoolean()) return json.asBoolean();
    return json.isNull() ? null : json.asText();
  }

  private static void check(
      GoldenFile file, Report report, String kind, JsonNode golden, Case network) {
    String id = golden.path("id").asText();
    if (golden.has("nodes")) {
      report.check(file, kind, id, () -> wholeGraph(golden, id, network.build()));
      return;
    }
    report.check(
        file,
        kind,
        id,
        () -> {
          DetectionModel model = network.build();
          String problem = facts(golden, model);
          if (problem == null) problem = graph("train", golden, model);
          if (problem == null) problem = graph("eval", golden, model);
          return problem == null ? fused(golden, model) : problem;
        });
  }

  // ---- errors --------------------------------------------------------------------------------

  private interface Build {
    void run() throws IOException;
  }

  private static String isRefused(Build build) throws IOException {
    try {
      build.run();
    } catch (CheckpointException e) {
      return null;
    }
    return "expected an error, got a network";
  }

  /// The last place in Python's message is where the file is wrong.
  private static String sameError(JsonNode golden, Path yaml, YoloV5.Options options)
      throws IOException {
    String expected = "";
    Matcher places = PLACE.matcher(golden.path("error").asText());
    while (places.find()) expected = places.group();
    try {
      YoloV5.fromYaml(yaml, options);
    } catch (CheckpointException e) {
      return e.getMessage().contains(expected)
          ? null
          : "expected an error at " + expected + ", got: " + e.getMessage();
    }
    return "expected an error, got a network";
  }

  // ---- facts ---------------------------------------------------------------------------------

  private static String facts(JsonNode golden, DetectionModel model) {
    Map<String, Object> actual = new LinkedHashMap<>();
    actual.put("params", parameters(model));
    actual.put("tensors", model.parameters().size());
    actual.put("buffers", model.namedBuffers().size());
    actual.put("names_default", model.facts().names().size());
    Map<String, Tensor> state = Digests.stateDict(model);
    actual.put("state_dict", Digests.sha256(Digests.describe(state)));
    actual.put("repr_sha256", Digests.sha256(model.toString()));
    for (Map.Entry<String, Object> fact : actual.entrySet()) {
      if (!golden.has(fact.getKey())) continue;
      String expected = golden.path(fact.getKey()).asText();
      if (!expected.equals(fact.getValue().toString())) {
        return fact.getKey() + ", expected " + expected + ", got " + fact.getValue();
      }
    }
    List<String> layers = model.rows().stream().map(ConfigJudge::text).toList();
    String problem = Lists.difference("layer", texts(golden.path("layers")), layers);
    if (problem == null && golden.has("state_dict_keys")) {
      problem = Lists.difference("key", texts(golden.path("state_dict_keys")), keys(state));
    }
    if (problem == null && golden.has("save")) {
      problem = Lists.difference("save", texts(golden.path("save")), texts(model.save()));
    }
    return problem == null ? numbers(golden, model) : problem;
  }

  private static long parameters(DetectionModel model) {
    return model.parameters().stream().mapToLong(Tensor::numel).sum();
  }

  private static String text(DetectionModel.Row row) {
    List<Integer> from = row.from().layers();
    String f = row.from().asList() ? from.toString().replace(" ", "") : from.get(0).toString();
    return "{\"i\":%d,\"f\":%s,\"type\":\"%s\",\"np\":%d}"
        .formatted(row.index(), f, row.type(), row.parameters());
  }

  private static List<String> texts(Iterable<?> items) {
    List<String> texts = new ArrayList<>();
    items.forEach(item -> texts.add(item.toString()));
    return texts;
  }

  private static List<String> keys(Map<String, Tensor> state) {
    List<String> keys = new ArrayList<>();
    state.forEach((key, tensor) ->
        keys.add("[\"" + key + "\"," + tensor.shape().toString().replace(" ", "") + "]"));
    return keys;
  }

  private static String numbers(JsonNode golden, DetectionModel model) {
    String problem = equal("stride", golden.path("stride"), model.detect().stride());
    if (problem != null || !golden.has("anchors")) return problem;
    return equal("anchors", golden.path("anchors"), model.detect().anchors().get());
  }

  private static String equal(String what, JsonNode golden, Tensor tensor) {
    List<Double> expected = new ArrayList<>();
    collect(golden, expected);
    List<Double> actual = new ArrayList<>();
    for (double value : tensor.toDoubleArray()) actual.add(value);
    return Lists.difference(what, expected, actual);
  }

  private static void collect(JsonNode numbers, List<Double> into) {
    if (numbers.isNumber()) into.add(numbers.asDouble());
    else numbers.forEach(item -> collect(item, into));
  }

  private static String fused(JsonNode golden, DetectionModel model) {
    if (!golden.has("fused_params")) return null;
    long parameters = parameters(model.fuse());
    long expected = golden.path("fused_params").asLong();
    if (parameters == expected) return null;
    return "expected " + expected + " parameters when fused, got " + parameters;
  }

  // ---- graphs --------------------------------------------------------------------------------

  private static Object run(DetectionModel model, boolean training) {
    model.train(training);
    model.requiresGrad_(true);
    Dims shape = Dims.of(training ? 2 : 1, 3, 256, 256);
    return model.callAll(Args.of(Tensor.zeros(DType.FLOAT32, Device.META, shape)));
  }

  private static String wholeGraph(JsonNode golden, String id, DetectionModel model) {
    return Graphs.difference(golden, run(model, id.endsWith("-train")), model);
  }

  private static String graph(String mode, JsonNode golden, DetectionModel model) {
    JsonNode expected = golden.path(mode);
    if (expected.isMissingNode()) return null;
    Object output = run(model, mode.equals("train"));
    AutogradGraph graph = AutogradGraph.of(Outputs.flatten(output), model.namedParameters());
    Map<String, Integer> names = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : expected.path("names").properties()) {
      names.put(entry.getKey(), entry.getValue().asInt());
    }
    if (!names.equals(graph.counts())) {
      return mode + ": nodes, expected " + names + ", got " + graph.counts();
    }
    if (graph.nodes().size() != expected.path("count").asInt()) {
      return mode + ": expected " + expected.path("count") + " nodes, got " + graph.nodes().size();
    }
    if (expected.path("sha256").asText().equals(Digests.sha256(Graphs.text(graph)))) return null;
    return mode + ": the digest of the graph differs, though its nodes are the same";
  }
}
