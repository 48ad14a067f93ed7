package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Slot;
import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.trace.Outputs;
import dev.gradfn.yolov5.Detect;
import dev.gradfn.yolov5.DetectionModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Small checkpoint files of every version: what a loader must find in them, and what the network
/// then computes.
final class ModelFileJudge implements Judge {
  /// What is built so far: detection networks of v6.0 to v7.0 in a zip. The rest waits for the
  /// issue about every checkpoint and container.
  private static final String LATER = "the loader does not cover this kind of file yet: ";

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
    String reason = notCovered(file);
    if (reason == null) judge(file, path, report);
    else report.skipped(file, "structure", 1, LATER + reason);
  }

  private void judge(GoldenFile file, Path path, Report report) throws IOException {
    JsonNode golden = file.json().path("model");
    DetectionModel model;
    try {
      model = Networks.loadFloat(path, file.text("code"));
    } catch (CheckpointException e) {
      // A class that is refused by name is work for later, anything else is a failure.
      if (!e.getMessage().contains("this class is not known")) throw e;
      String message = e.getMessage();
      report.skipped(file, "structure", 1, LATER + message.substring(message.indexOf(": ") + 2));
      return;
    }
    report.check(file, "structure", file.name(), () -> structure(golden, model));
    for (String mode : new String[] {"train", "eval"}) {
      if (golden.has(mode)) {
        report.check(
            file,
            mode,
            file.name(),
            () -> run(golden.path(mode), Networks.loadFloat(path, file.text("code")), mode));
      }
    }
  }

  private static String notCovered(GoldenFile file) {
    String code = file.text("code");
    if (!code.startsWith("v6") && !code.startsWith("v7")) return "written by " + code;
    JsonNode options = file.json().path("options");
    for (String option : new String[] {"legacy", "dp", "autoshape", "cls", "optimizer"}) {
      if (options.has(option)) return option;
    }
    return null;
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
    String repr = Sha256.hex(model.toString().getBytes(StandardCharsets.UTF_8));
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
    if (problem == null && model.detect() != null) problem = head(golden, model.detect());
    if (problem != null) return problem;
    Map<String, Tensor> state = stateDict(model);
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

  private static String head(JsonNode golden, Detect detect) {
    JsonNode classes = golden.path("nc");
    if (classes.isInt() && classes.asInt() != detect.classes()) {
      return "expected " + classes + " classes, got " + detect.classes();
    }
    List<Double> expected = new ArrayList<>();
    golden.path("stride").forEach(pixels -> expected.add(pixels.asDouble()));
    List<Double> actual = new ArrayList<>();
    for (double pixels : detect.stride().toDoubleArray()) actual.add(pixels);
    return Lists.difference("stride", expected, actual);
  }

  private static String firstLineThatDiffers(JsonNode golden, DetectionModel model) {
    String[] expected = golden.path("repr").asText().split("\n");
    return String.valueOf(
        Lists.difference("line", List.of(expected), List.of(model.toString().split("\n"))));
  }

  /// Parameters and buffers, module by module; shared ones in every place.
  private static Map<String, Tensor> stateDict(Module model) {
    Map<String, Tensor> state = new LinkedHashMap<>();
    model
        .namedModules()
        .forEach((path, module) -> {
          List<Slot<Tensor>> slots = new ArrayList<>(module.parameterSlots().values());
          slots.addAll(module.bufferSlots().values());
          for (Slot<Tensor> slot : slots) {
            String name = path.isEmpty() ? slot.name() : path + "." + slot.name();
            if (slot.get() != null) state.put(name, slot.get());
          }
        });
    return state;
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
