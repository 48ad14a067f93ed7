package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.Warnings;
import dev.gradfn.core.DType;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.Attention;
import dev.gradfn.nn.Module;
import dev.gradfn.trace.AutogradGraph;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One run of a golden module: calls it in training and in evaluation mode, and compares.
final class ModuleRun {
  private final ModuleCase golden;
  private final JsonNode run;
  private final Tolerance tolerance;
  private final DType dtype;

  /// One call: its inputs, and what came out, flat.
  private record Call(ModuleArguments inputs, Object result, List<Tensor> outputs) {}

  ModuleRun(ModuleCase golden, JsonNode run, Tolerance tolerance) {
    this.golden = golden;
    this.run = run;
    this.tolerance = tolerance;
    this.dtype = DType.ofTorchName(run.path("dtype").asText());
  }

  /// The first difference, or null.
  String problem() throws IOException {
    Module module = golden.build().to(dtype);
    load(module);
    String problem = training(module);
    if (problem != null) return "train: " + problem;
    module.eval();
    JsonNode expected = run.path("eval");
    if (expected.path("same_as_train").asBoolean()) expected = run.path("train");
    problem = compared(module, expected);
    return problem == null ? null : "eval: " + problem;
  }

  private void load(Module module) throws IOException {
    try (var _ = Autograd.noGrad()) {
      for (Map.Entry<String, JsonNode> entry : golden.golden().path("state").properties()) {
        Tensor value = golden.tensors().read(entry.getValue().asText());
        ModuleCase.named(module, entry.getKey()).copy_(value);
      }
    }
  }

  private String training(Module module) throws IOException {
    module.train(true);
    if (run.has("train")) {
      String problem = compared(module, run.path("train"));
      if (problem != null) return problem;
    }
    for (String times : List.of("1", "2")) {
      JsonNode buffers = run.path("buffers_after_" + times);
      if (buffers.isMissingNode()) continue;
      if (times.equals("2")) call(module);
      String problem = buffers(module, buffers);
      if (problem != null) return problem + " after call " + times;
    }
    return null;
  }

  private String buffers(Module module, JsonNode expected) throws IOException {
    for (Map.Entry<String, JsonNode> entry : expected.properties()) {
      Tensor actual = ModuleCase.named(module, entry.getKey());
      String problem = value(entry.getValue().asText(), actual);
      if (problem != null) return "buffer " + entry.getKey() + ": " + problem;
    }
    return null;
  }

  private String value(String key, Tensor actual) throws IOException {
    Tensor expected = golden.tensors().read(key);
    if (expected.dtype().isFloatingPoint() && expected.dtype() != dtype) {
      expected = expected.to(dtype);
    }
    return tolerance.difference(expected, actual);
  }

  private Call call(Module module) throws IOException {
    boolean cloned = golden.golden().path("clone_inputs").asBoolean();
    ModuleArguments inputs = new ModuleArguments(golden.tensors(), dtype, cloned);
    List<Object> args = inputs.positional(run.path("args"));
    Object result = module.callAll(new Args(args, inputs.named(run.path("kwargs"))));
    List<Tensor> outputs = new ArrayList<>();
    flatten(result, outputs);
    return new Call(inputs, result, outputs);
  }

  /// The kernels that the run was recorded with.
  private Attention.KernelChoice kernels() {
    return run.path("variant").asText().equals("math") ? Attention.mathOnly() : () -> {};
  }

  private Call listening(List<String> warnings, Module module) throws IOException {
    Warnings.Handler before = Warnings.setHandler((_, text) -> warnings.add(text));
    try (var _ = kernels()) {
      return call(module);
    } finally {
      Warnings.setHandler(before);
    }
  }

  private static void flatten(Object result, List<Tensor> outputs) {
    if (result instanceof Tensor tensor) outputs.add(tensor);
    if (result instanceof List<?> list) list.forEach(item -> flatten(item, outputs));
  }

  private String compared(Module module, JsonNode expected) throws IOException {
    List<String> warnings = new ArrayList<>();
    Call call = listening(warnings, module);
    String structure = structure(call.result());
    if (!structure.equals(expected.path("structure").toString())) {
      return "structure, expected " + expected.path("structure") + ", got " + structure;
    }
    String problem = outputs(expected.path("outputs"), call);
    if (problem == null) problem = warnings(expected.path("warnings"), warnings);
    if (problem == null) problem = graph(expected.path("graph"), module, call);
    return problem != null ? problem : gradients(expected.path("grads"), module, call);
  }

  private static String structure(Object result) {
    if (result == null) return "null";
    if (result instanceof Tensor) return "\"t\"";
    if (!(result instanceof List<?> list)) return String.valueOf(result);
    return "[" + String.join(",", list.stream().map(ModuleRun::structure).toList()) + "]";
  }

  private static String warnings(JsonNode expected, List<String> actual) {
    List<String> texts = new ArrayList<>();
    for (JsonNode text : expected) texts.add(text.asText());
    return Lists.difference("warning", texts, actual);
  }

  private String outputs(JsonNode expected, Call call) throws IOException {
    for (int i = 0; i < expected.size(); i++) {
      Tensor actual = call.outputs().get(i);
      String problem = value(expected.get(i).path("key").asText(), actual);
      if (problem != null) return "output " + i + ": " + problem;
      if (actual.requiresGrad() != expected.get(i).path("requires_grad").asBoolean()) {
        return "output " + i + ": requires_grad, got " + actual.requiresGrad();
      }
      JsonNode input = expected.get(i).path("is_input");
      int same = identityIndex(call.inputs().passed(), actual);
      if (same != (input.isMissingNode() ? -1 : input.asInt())) {
        return "output " + i + ": is_input, expected " + input + ", got " + same;
      }
    }
    return null;
  }

  private static int identityIndex(List<Tensor> tensors, Tensor wanted) {
    for (int i = 0; i < tensors.size(); i++) {
      if (tensors.get(i) == wanted) return i;
    }
    return -1;
  }

  // ---- derivatives ---------------------------------------------------------------------------

  /// Inputs and parameters by their names in the case.
  private static Map<String, Tensor> leaves(Module module, Call call) {
    Map<String, Tensor> leaves = new LinkedHashMap<>(module.namedParameters());
    List<Tensor> inputs = call.inputs().leaves();
    for (int i = 0; i < inputs.size(); i++) leaves.put("input" + i, inputs.get(i));
    return leaves;
  }

  private static String graph(JsonNode expected, Module module, Call call) {
    Map<String, Tensor> ends = new LinkedHashMap<>();
    for (Tensor output : call.outputs()) ends.put(Integer.toString(ends.size()), output);
    AutogradGraph graph = AutogradGraph.of(ends, leaves(module, call));
    List<String> wanted = new ArrayList<>();
    for (JsonNode node : expected.path("nodes")) {
      String variable = node.has("variable") ? " " + node.path("variable").asText() : "";
      wanted.add(node.path("name").asText() + node.path("next") + variable);
    }
    List<String> got = new ArrayList<>();
    for (AutogradGraph.Entry node : graph.nodes()) {
      List<String> next = new ArrayList<>();
      node.next().forEach(link -> next.add("[" + link.node() + "," + link.inputNr() + "]"));
      String variable = node.variable() == null ? "" : " " + node.variable();
      got.add(node.node().typeName() + "[" + String.join(",", next) + "]" + variable);
    }
    String problem = Lists.difference("node", wanted, got);
    if (problem != null) return problem;
    List<String> roots = new ArrayList<>();
    graph.outputs().forEach(end -> roots.add("[" + end.node() + "," + end.outputNr() + "]"));
    List<String> wantedRoots = new ArrayList<>();
    for (JsonNode root : expected.path("outputs")) wantedRoots.add(root.toString());
    return Lists.difference("root", wantedRoots, roots);
  }

  private String gradients(JsonNode expected, Module module, Call call) throws IOException {
    if (expected.isEmpty()) return null;
    List<Tensor> outputs = new ArrayList<>();
    List<Tensor> weights = new ArrayList<>();
    JsonNode keys = run.path("grad_outputs");
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).isNull()) continue;
      outputs.add(call.outputs().get(i));
      weights.add(golden.tensors().read(keys.get(i).asText()).to(dtype));
    }
    Map<String, Tensor> leaves = leaves(module, call);
    List<String> names = new ArrayList<>();
    expected.fieldNames().forEachRemaining(names::add);
    List<Tensor> wanted = names.stream().map(leaves::get).toList();
    Autograd.Options options = Autograd.Options.DEFAULT.withAllowUnused(true);
    List<Tensor> found = Autograd.grad(outputs, wanted, weights, options);
    for (int i = 0; i < names.size(); i++) {
      String problem = gradient(expected.path(names.get(i)), found.get(i));
      if (problem != null) return "gradient of " + names.get(i) + ": " + problem;
    }
    return null;
  }

  private String gradient(JsonNode key, Tensor actual) throws IOException {
    if (key.isNull()) return actual == null ? null : "expected none";
    return actual == null ? "expected one, got none" : value(key.asText(), actual);
  }
}
