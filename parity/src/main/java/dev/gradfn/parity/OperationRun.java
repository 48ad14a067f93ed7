package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Attention;
import dev.gradfn.signature.Operation;
import dev.gradfn.torch.Safetensors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// One golden case of an operation: runs it and compares everything that was recorded.
final class OperationRun {
  private final JsonNode golden;
  private final GoldenTensors tensors;
  private final Tolerance tolerance;

  /// What one run of the case gave.
  private record Outcome(List<Tensor> inputs, List<Object> outputs) {
    List<Tensor> tensorOutputs() {
      return outputs.stream().map(output -> output instanceof Tensor t ? t : null).toList();
    }
  }

  OperationRun(JsonNode golden, Safetensors tensors) {
    this.golden = golden;
    this.tensors = new GoldenTensors(tensors);
    this.tolerance = Tolerance.of(golden.path("tol"));
  }

  /// The first difference, or null.
  String problem() throws IOException {
    Outcome outcome = run();
    String problem = outputs(outcome);
    if (problem == null) problem = after(outcome);
    if (problem != null || !golden.path("differentiable").asBoolean()) return problem;
    problem = new OperationGraph(golden, outcome.inputs(), outcome.tensorOutputs()).problem();
    if (problem == null && golden.has("grads")) problem = gradients(outcome);
    if (problem == null && golden.has("second")) problem = second();
    return problem;
  }

  private Outcome run() throws IOException {
    List<Tensor> inputs = new ArrayList<>();
    for (JsonNode input : golden.path("inputs")) inputs.add(tensors.input(input));
    GoldenArguments decoder = new GoldenArguments(inputs);
    List<Object> args = new ArrayList<>();
    for (JsonNode arg : golden.path("args")) args.add(decoder.decode(arg));
    List<Object> changed = changed(args, decoder);
    Object result = chosen(() -> call(golden, args, decoder));
    if (!changed.isEmpty()) result = changed;
    List<Object> outputs = new ArrayList<>();
    if (result instanceof List<?> list) outputs.addAll(list);
    else outputs.add(result);
    return new Outcome(inputs, outputs);
  }

  /// Runs with the kernels that the case was recorded with.
  private Object chosen(Supplier<Object> body) {
    if (!golden.path("context").asText().equals("sdpa_kernel(MATH)")) return body.get();
    try (var _ = Attention.mathOnly()) {
      return body.get();
    }
  }

  /// What a case in place changes, and puts it into `args`: a clone, or the clone and a view of it.
  private List<Object> changed(List<Object> args, GoldenArguments decoder) {
    String form = golden.path("form").asText();
    if (!form.startsWith("inplace")) return List.of();
    Tensor clone = ((Tensor) args.get(0)).cloned();
    args.set(0, clone);
    if (form.equals("inplace")) return List.of(clone);
    List<Object> viewed = new ArrayList<>(List.of(clone));
    for (JsonNode arg : golden.path("view").path("args")) viewed.add(decoder.decode(arg));
    Object view = call(golden.path("view"), viewed, decoder);
    args.set(0, view);
    return List.of(clone, view);
  }

  /// @param call a case, or its `view`
  private static Object call(JsonNode call, List<Object> args, GoldenArguments decoder) {
    Operation operation = OperationJudge.find(call);
    Map<String, Object> kwargs = decoder.decodeAll(call.path("kwargs"));
    return operation.body().run(operation.signature().bind(args, kwargs));
  }

  // ---- values --------------------------------------------------------------------------------

  private String outputs(Outcome outcome) throws IOException {
    JsonNode expected = golden.path("outputs");
    if (expected.size() != outcome.outputs().size()) {
      return "expected " + expected.size() + " outputs, got " + outcome.outputs().size();
    }
    for (int i = 0; i < expected.size(); i++) {
      String problem = output(expected.get(i), outcome.outputs().get(i), outcome.inputs());
      if (problem != null) return "output " + i + ": " + problem;
    }
    return null;
  }

  private String output(JsonNode expected, Object actual, List<Tensor> inputs) throws IOException {
    if (expected.has("value")) {
      Object value = new GoldenArguments(inputs).decode(expected.path("value"));
      return value.equals(actual) ? null : "expected " + value + ", got " + actual;
    }
    if (!(actual instanceof Tensor tensor)) return "expected a tensor, got " + actual;
    if (expected.has("same_as") && tensor != inputs.get(expected.path("same_as").asInt())) {
      return "expected the very input " + expected.path("same_as");
    }
    if (expected.has("view_of")) {
      Tensor source = inputs.get(expected.path("view_of").asInt());
      if (tensor.array().storage() != source.array().storage()) return "expected a view";
    }
    String problem = facts(expected, tensor);
    return problem != null ? problem : values(expected.path("key").asText(), tensor);
  }

  private static String facts(JsonNode expected, Tensor tensor) {
    String node = tensor.gradFn() == null ? null : tensor.gradFn().typeName();
    String[][] pairs = {
      {"dtype", expected.path("dtype").asText(), tensor.dtype().torchName()},
      {"shape", text(expected.path("shape")), tensor.shape().toString()},
      {"strides", text(expected.path("strides")), tensor.strides().toString()},
      {
        "storage_offset",
        Long.toString(expected.path("storage_offset").asLong()),
        Long.toString(tensor.array().offset())
      },
      {
        "requires_grad",
        expected.path("requires_grad").asText(),
        Boolean.toString(tensor.requiresGrad())
      },
      {"grad_fn", expected.path("grad_fn").asText("null"), String.valueOf(node)},
      {"output_nr", Integer.toString(expected.path("output_nr").asInt()), "" + tensor.outputNr()},
    };
    for (String[] pair : pairs) {
      boolean comparable = pair[0].equals("storage_offset") || expected.has(pair[0]);
      if (comparable && !pair[1].equals(pair[2])) {
        return pair[0] + ", expected " + pair[1] + ", got " + pair[2];
      }
    }
    return null;
  }

  private static String text(JsonNode dims) {
    return Inputs.dims(dims).toString();
  }

  private String values(String key, Tensor tensor) throws IOException {
    return tolerance.difference(tensors.read(key), tensor);
  }

  private String after(Outcome outcome) throws IOException {
    for (JsonNode change : golden.path("after")) {
      int input = change.path("input").asInt();
      String problem = values(change.path("key").asText(), outcome.inputs().get(input));
      if (problem != null) return "input " + input + " afterwards: " + problem;
    }
    return null;
  }

  // ---- derivatives ---------------------------------------------------------------------------

  private String gradients(Outcome outcome) throws IOException {
    List<Tensor> outputs = new ArrayList<>();
    List<Tensor> weights = weights(outcome, outputs);
    // One of PyTorch's own bugs: a right derivative is as good as its error, and neither is
    // recorded.
    if (golden.path("grads").has("error")) return null;
    List<Tensor> actual = grad(outputs, outcome.inputs(), weights, false);
    return compare("gradient", golden.path("grads"), actual);
  }

  /// The gradients of the outputs that have one; those outputs go into `outputs`.
  private List<Tensor> weights(Outcome outcome, List<Tensor> outputs) throws IOException {
    List<Tensor> weights = new ArrayList<>();
    JsonNode keys = golden.path("grad_outputs");
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).isNull()) continue;
      outputs.add(outcome.tensorOutputs().get(i));
      weights.add(tensors.read(keys.get(i).asText()));
    }
    return weights;
  }

  /// One per input; null where the input does not require grad.
  private static List<Tensor> grad(
      List<Tensor> outputs, List<Tensor> inputs, List<Tensor> weights, boolean createGraph) {
    List<Tensor> wanted = inputs.stream().filter(Tensor::requiresGrad).toList();
    Autograd.Options options =
        Autograd.Options.DEFAULT.withAllowUnused(true).withCreateGraph(createGraph);
    List<Tensor> found = Autograd.grad(outputs, wanted, weights, options);
    List<Tensor> all = new ArrayList<>();
    for (Tensor input : inputs) {
      int index = wanted.indexOf(input);
      all.add(index < 0 ? null : found.get(index));
    }
    return all;
  }

  private String compare(String what, JsonNode keys, List<Tensor> actual) throws IOException {
    for (int i = 0; i < keys.size(); i++) {
      Tensor tensor = actual.get(i);
      boolean expected = !keys.get(i).isNull();
      // PyTorch's null and a gradient of zeros are the same number, and only the first is recorded.
      if (!expected && tensor == null) continue;
      if (!expected) return what + " " + i + ": expected none, got " + tensor.shape();
      if (tensor == null) return what + " " + i + ": expected one, got none";
      String problem = values(keys.get(i).asText(), tensor);
      if (problem != null) return what + " " + i + ": " + problem;
    }
    return null;
  }

  private String second() throws IOException {
    JsonNode expected = golden.path("second");
    if (expected.has("error")) return null;
    Outcome outcome = run();
    List<Tensor> outputs = new ArrayList<>();
    List<Tensor> weights = weights(outcome, outputs);
    weights.forEach(Tensor::requiresGrad_);
    List<Tensor> first = grad(outputs, outcome.inputs(), weights, true);
    if (expected.has("graph")) {
      List<Tensor> leaves = new ArrayList<>(outcome.inputs());
      leaves.addAll(weights);
      String problem = new OperationGraph(expected, leaves, first).problem();
      if (problem != null) return "second derivative: " + problem;
    }
    List<Tensor> again = new ArrayList<>();
    List<Tensor> directions = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      JsonNode key = expected.path("v").path(i);
      if (key.isNull() || key.isMissingNode()) continue;
      if (first.get(i) == null || !first.get(i).requiresGrad()) {
        return "second derivative: gradient " + i + " does not require grad";
      }
      again.add(first.get(i));
      directions.add(tensors.read(key.asText()));
    }
    if (again.isEmpty()) return null;
    List<Tensor> sources = new ArrayList<>(outcome.inputs());
    sources.addAll(weights);
    List<Tensor> actual = grad(again, sources, directions, false);
    int inputs = outcome.inputs().size();
    String problem =
        compare("second derivative by input", expected.path("grads"), actual.subList(0, inputs));
    if (problem != null) return problem;
    List<JsonNode> keys = new ArrayList<>();
    JsonNode recorded = expected.path("grad_outputs");
    for (int i = 0; i < recorded.size(); i++) {
      if (!golden.path("grad_outputs").get(i).isNull()) keys.add(recorded.get(i));
    }
    var array = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.arrayNode();
    array.addAll(keys);
    return compare("second derivative by gradient", array, actual.subList(inputs, actual.size()));
  }
}
