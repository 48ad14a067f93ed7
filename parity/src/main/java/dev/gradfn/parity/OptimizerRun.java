package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.optim.Optimizer;
import dev.gradfn.optim.OptimizerTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An optimiser on given gradients: values after each step, state, options and texts.
final class OptimizerRun {
  private static final GoldenArguments DECODER = new GoldenArguments(List.of());

  /// Options are copied, not computed.
  private static final GoldenValue EXACTLY = new GoldenValue(new Tolerance(0, 0));

  private final GoldenFile file;
  private final JsonNode golden;
  private final GoldenTensors tensors;

  OptimizerRun(GoldenFile file, JsonNode golden, GoldenTensors tensors) {
    this.file = file;
    this.golden = golden;
    this.tensors = tensors;
  }

  String problem() throws IOException {
    String problem = defaults();
    for (JsonNode run : golden.path("runs")) {
      if (problem == null) problem = problem(run);
    }
    return problem;
  }

  private String defaults() throws IOException {
    Optimizer optimizer = make(params(DType.FLOAT32), DECODER.decodeAll(golden.path("kwargs")));
    return EXACTLY.differenceOfOptions("defaults", golden.path("defaults"), optimizer.defaults());
  }

  private Map<String, Tensor> params(DType dtype) throws IOException {
    Map<String, Tensor> params = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> param : golden.path("params").properties()) {
      params.put(param.getKey(), new Parameter(tensors.read(param.getValue().asText()).to(dtype)));
    }
    return params;
  }

  private Optimizer make(Map<String, Tensor> params, Map<String, Object> kwargs) {
    List<Object> groups = new ArrayList<>();
    for (JsonNode group : golden.path("groups")) {
      Map<String, Object> entries = new LinkedHashMap<>();
      List<Tensor> members = new ArrayList<>();
      for (JsonNode name : group.path("params")) members.add(params.get(name.asText()));
      entries.put("params", members);
      entries.putAll(DECODER.decodeAll(group.path("options")));
      groups.add(entries);
    }
    return OptimizerTable.find(golden.path("class").asText()).make(List.of(groups), kwargs);
  }

  private String problem(JsonNode run) throws IOException {
    DType dtype = DType.ofTorchName(run.path("dtype").asText());
    Map<String, Tensor> params = params(dtype);
    Map<String, Object> kwargs = DECODER.decodeAll(golden.path("kwargs"));
    kwargs.put("foreach", false);
    Optimizer optimizer = make(params, kwargs);
    GoldenFloats floats = new GoldenFloats(file.json().path("tolerance"), dtype);
    String problem = steps(optimizer, params, run.path("after"), dtype, floats);
    if (problem == null) problem = state(optimizer, params, run.path("state"), floats);
    if (problem == null) problem = texts(optimizer);
    return problem == null ? null : dtype.torchName() + " " + problem;
  }

  private String steps(
      Optimizer optimizer,
      Map<String, Tensor> params,
      JsonNode after,
      DType dtype,
      GoldenFloats floats)
      throws IOException {
    int steps = file.json().path("steps").asInt();
    for (int step = 0; step < steps; step++) {
      for (Map.Entry<String, Tensor> param : params.entrySet()) {
        Tensor all = tensors.read(golden.path("grads").path(param.getKey()).asText());
        boolean none = hasNoGradient(step, param.getKey());
        param.getValue().setGrad(none ? null : all.select(0, step).to(dtype));
      }
      optimizer.step();
      for (Map.Entry<String, Tensor> param : params.entrySet()) {
        Tensor expected = tensors.read(after.path(param.getKey()).asText()).select(0, step);
        String what = param.getKey() + " after step " + step;
        String problem = floats.difference(what, expected, param.getValue());
        if (problem != null) return problem;
      }
    }
    return null;
  }

  private boolean hasNoGradient(int step, String param) {
    for (JsonNode none : golden.path("no_grad")) {
      boolean same = none.path("step").asInt() == step && none.path("param").asText().equals(param);
      if (same) return true;
    }
    return false;
  }

  private String state(
      Optimizer optimizer, Map<String, Tensor> params, JsonNode expected, GoldenFloats floats)
      throws IOException {
    for (Map.Entry<String, Tensor> param : params.entrySet()) {
      Map<String, Object> state = optimizer.state().getOrDefault(param.getValue(), Map.of());
      String what = "state of " + param.getKey();
      List<String> names = new ArrayList<>();
      for (JsonNode entry : expected.path(param.getKey())) names.add(entry.get(0).asText());
      String problem = Lists.difference(what, names, List.copyOf(state.keySet()));
      if (problem != null) return problem;
      for (JsonNode entry : expected.path(param.getKey())) {
        Object value = state.get(entry.get(0).asText());
        String name = what + "." + entry.get(0).asText();
        problem =
            value instanceof Tensor tensor
                ? floats.difference(name, tensors.read(entry.get(1).path("key").asText()), tensor)
                : EXACTLY.difference(name, entry.get(1), value);
        if (problem != null) return problem;
      }
    }
    return null;
  }

  private String texts(Optimizer optimizer) {
    String expected = golden.path("repr").asText();
    if (!expected.equals(optimizer.toString())) {
      return "repr: expected " + expected + ", got " + optimizer;
    }
    Map<String, Object> dict = optimizer.stateDict();
    JsonNode goldenDict = golden.path("state_dict");
    List<String> keys = new ArrayList<>();
    for (JsonNode key : goldenDict.path("keys")) keys.add(key.asText());
    String problem = Lists.difference("state_dict key", keys, List.copyOf(dict.keySet()));
    if (problem == null)
      problem = stateKeys(goldenDict.path("state"), (Map<?, ?>) dict.get("state"));
    List<?> groups = (List<?>) dict.get("param_groups");
    for (int i = 0; i < groups.size() && problem == null; i++) {
      problem = group(i, goldenDict.path("param_groups").path(i), (Map<?, ?>) groups.get(i));
    }
    return problem;
  }

  private static String stateKeys(JsonNode expected, Map<?, ?> state) {
    List<String> wanted = new ArrayList<>();
    for (JsonNode entry : expected) {
      List<String> names = new ArrayList<>();
      for (JsonNode name : entry.get(1)) names.add(name.asText());
      wanted.add(entry.get(0).asText() + ": " + names);
    }
    List<String> found = new ArrayList<>();
    state.forEach((index, values) -> found.add(index + ": " + ((Map<?, ?>) values).keySet()));
    return Lists.difference("state_dict state", wanted, found);
  }

  private static String group(int i, JsonNode expected, Map<?, ?> group) {
    Map<Object, Object> options = new LinkedHashMap<>(group);
    Object params = options.remove("params");
    List<Long> numbers = new ArrayList<>();
    for (JsonNode number : expected.path("params")) numbers.add(number.asLong());
    if (!numbers.equals(params)) {
      return "group " + i + " params: expected " + numbers + ", got " + params;
    }
    return EXACTLY.differenceOfOptions("group " + i, expected.path("options"), options);
  }
}
