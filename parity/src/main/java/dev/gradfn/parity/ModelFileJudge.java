package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Args;
import dev.gradfn.trace.Outputs;
import dev.gradfn.yolov5.Detect;
import dev.gradfn.yolov5.DetectionModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Small checkpoint files of every version: what a loader must find in them, and what the network
/// then computes.
final class ModelFileJudge implements Judge {
  @Override
  public boolean takes(GoldenFile file) {
    return file.has("file", "code", "model");
  }

  @Override
  public void judge(GoldenFile file, Report report) throws IOException {
    Path path = file.path().resolveSibling(file.text("file"));
    if (!Files.isRegularFile(path)) {
      report.skipped(file, "structure", 1, "file " + file.text("file") + " is not here");
      return;
    }
    for (String entry : new String[] {"model", "ema"}) {
      if (file.has(entry)) judge(file, entry, path, report);
    }
  }

  private static void judge(GoldenFile file, String entry, Path path, Report report) {
    JsonNode golden = file.json().path(entry);
    String id = file.name() + (entry.equals("model") ? "" : "." + entry);
    // The root of the file may be the network itself.
    Networks.Source network =
        () -> Networks.loadFloat(path, file.text("code"), entry.equals("ema") ? entry : null);
    report.check(file, "structure", id, () -> structure(golden, network.load()));
    for (String mode : new String[] {"train", "eval"}) {
      if (golden.has(mode)) {
        report.check(file, mode, id, () -> run(golden.path(mode), network.load(), mode));
      }
    }
  }

  private static String structure(JsonNode golden, DetectionModel model) {
    List<String> expected = new ArrayList<>();
    for (JsonNode module : golden.path("modules")) {
      String className = module.path(1).asText();
      expected.add(
          module.path(0).asText() + " " + className.substring(className.lastIndexOf('.') + 1));
    }
    List<String> modules = new ArrayList<>();
    model.namedModules().forEach((name, module) -> modules.add(name + " " + module.typeName()));
    String problem = Lists.difference("module", expected, modules);
    if (problem != null) return problem;
    String repr = Digests.sha256(model.toString());
    if (!repr.equals(golden.path("repr_sha256").asText()))
      return "repr differs: " + firstLineThatDiffers(golden, model);
    long parameters = model.parameters().stream().mapToLong(Tensor::numel).sum();
    if (parameters != golden.path("params").asLong()) {
      return "expected " + golden.path("params") + " parameters, got " + parameters;
    }
    return facts(golden, model);
  }

  private static String facts(JsonNode golden, DetectionModel model) {
    List<String> names = new ArrayList<>();
    golden.path("names").forEach(name -> names.add(name.asText()));
    String problem = Lists.difference("class name", names, model.facts().names());
    if (problem == null) problem = head(golden, model);
    if (problem != null) return problem;
    Map<String, Tensor> state = Digests.stateDict(model);
    List<String> keys = new ArrayList<>();
    golden.path("state").fieldNames().forEachRemaining(keys::add);
    problem = Lists.difference("state key", keys, List.copyOf(state.keySet()));
    for (String key : keys) {
      if (problem != null) return problem;
      problem =
          prefixed(
              key, Statistics.difference(golden.path("state").path(key), state.get(key), 1e-6));
    }
    return problem;
  }

  private static String head(JsonNode golden, DetectionModel model) {
    JsonNode classes = golden.path("nc");
    DetectionModel.Facts facts = model.facts();
    if (classes.isInt() && !Integer.valueOf(classes.asInt()).equals(facts.classes())) {
      return "expected " + classes + " classes, got " + facts.classes();
    }
    Detect detect = model.detect();
    if (classes.isInt() && detect != null && detect.classes() != classes.asInt()) {
      return "expected " + classes + " classes in the head, got " + detect.classes();
    }
    List<Double> expected = new ArrayList<>();
    golden.path("stride").forEach(pixels -> expected.add(pixels.asDouble()));
    List<Double> actual = new ArrayList<>();
    Tensor stride = detect == null ? facts.stride() : detect.stride();
    for (double pixels : stride.toDoubleArray()) actual.add(pixels);
    return Lists.difference("stride", expected, actual);
  }

  private static String firstLineThatDiffers(JsonNode golden, DetectionModel model) {
    String[] expected = golden.path("repr").asText().split("\n");
    return String.valueOf(
        Lists.difference("line", List.of(expected), List.of(model.toString().split("\n"))));
  }

  private static String run(JsonNode golden, DetectionModel model, String mode) {
    model.train(mode.equals("train"));
    model.requiresGrad_(true);
    Tensor input = Inputs.pseudoRandom(Inputs.dims(golden.path("input")));
    Object output = model.callAll(Args.of(input));
    String problem = Graphs.difference(golden.path("graph"), output, model);
    if (problem != null) return problem;
    Map<String, Tensor> outputs = Outputs.flatten(output);
    for (JsonNode expected : golden.path("outputs")) {
      String path = expected.path(0).asText();
      Tensor tensor = outputs.get(path);
      if (tensor == null) return "output " + path + " is missing";
      if (!Inputs.dims(expected.path(1)).equals(tensor.shape())) {
        return "output " + path + ", expected " + expected.path(1) + ", got " + tensor.shape();
      }
      double tolerance = mode.equals("train") ? 1e-3 : 1e-4;
      problem = Statistics.difference(expected.path(2), tensor, tolerance);
      if (problem != null) return "output " + path + ": " + problem;
    }
    return null;
  }

  private static String prefixed(String what, String problem) {
    return problem == null ? null : what + ": " + problem;
  }
}
