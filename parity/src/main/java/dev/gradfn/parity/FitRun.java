package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A recorded training: its network, which is Python source, is made and trained by `fit.py`, which
/// shows every number under the name of its run and field.
final class FitRun {
  /// What a case is trained by; the recorded numbers stay behind.
  private static final List<String> INSTRUCTIONS = List.of("seed", "options", "batches", "loss");

  private static final List<String> NOT_COMPARED = List.of("dtype", "distance_from_float64");

  private final GoldenFile file;
  private final JsonNode golden;
  private final GoldenTensors tensors;
  private final Programs programs;

  FitRun(GoldenFile file, JsonNode golden, GoldenTensors tensors, Programs programs) {
    this.file = file;
    this.golden = golden;
    this.tensors = tensors;
    this.programs = programs;
  }

  String problem() throws IOException {
    Programs.Outcome outcome = programs.run(source(), inputs(), true);
    if (outcome.json().path("raises").isObject()) {
      return "raised " + outcome.json().path("raises");
    }
    Map<String, JsonNode> shown = new HashMap<>();
    for (JsonNode result : outcome.json().path("results")) {
      shown.put(result.path("name").asText(), result);
    }
    for (JsonNode run : golden.path("runs")) {
      String problem = new Comparison(run, shown, outcome.tensors()).problem();
      if (problem != null) return problem;
    }
    return null;
  }

  private String source() throws IOException {
    ObjectNode instructions = JsonNodeFactory.instance.objectNode();
    for (String field : INSTRUCTIONS) instructions.set(field, golden.path(field));
    String text = TextNode.valueOf(instructions.toString()).toString();
    StringBuilder source = new StringBuilder(golden.path("source").asText()).append('\n');
    try (InputStream in = FitRun.class.getResourceAsStream("fit.py")) {
      source.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    source.append("\nCASE = json.loads(").append(text).append(")\n");
    for (JsonNode run : golden.path("runs")) {
      source.append("Fit(CASE, ").append(run.path("dtype")).append(").run()\n");
    }
    return source.toString();
  }

  private Map<String, Tensor> inputs() throws IOException {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> data : golden.path("data").properties()) {
      inputs.put(data.getKey(), tensors.read(data.getValue().path("key").asText()));
    }
    for (Map.Entry<String, JsonNode> value : golden.path("init").properties()) {
      inputs.put("init/" + value.getKey(), tensors.read(value.getValue().asText()));
    }
    return inputs;
  }

  /// One run, of one dtype, beside what was recorded.
  private final class Comparison {
    private final JsonNode run;
    private final String dtype;
    private final Map<String, JsonNode> shown;
    private final List<Tensor> values;
    private final GoldenFloats floats;
    private final Tolerance numbers;

    Comparison(JsonNode run, Map<String, JsonNode> shown, List<Tensor> values) {
      this.run = run;
      this.dtype = run.path("dtype").asText();
      this.shown = shown;
      this.values = values;
      JsonNode tolerances = file.json().path("tolerance");
      floats = new GoldenFloats(tolerances, DType.ofTorchName(dtype));
      numbers = Tolerance.of(tolerances.path(dtype));
    }

    String problem() throws IOException {
      GoldenFloats made = new GoldenFloats(file.json().path("tolerance"), DType.FLOAT32);
      String problem = difference(dtype + "/repr", golden.path("repr"));
      if (problem == null) problem = tensors(dtype + "/init", golden.path("init"), made);
      for (Map.Entry<String, JsonNode> field : run.properties()) {
        if (problem != null) return problem;
        if (NOT_COMPARED.contains(field.getKey())) continue;
        String name = dtype + "/" + field.getKey();
        problem =
            switch (field.getValue()) {
              case ObjectNode byName -> tensors(name, byName, floats);
              case TextNode key -> tensor(name, key, floats);
              default -> difference(name, field.getValue());
            };
      }
      return problem;
    }

    private String tensors(String name, JsonNode keys, GoldenFloats within) throws IOException {
      List<String> expected = new ArrayList<>();
      keys.fieldNames().forEachRemaining(expected::add);
      List<String> found = new ArrayList<>();
      for (JsonNode key : shown(name).path("value")) found.add(key.asText());
      String problem = Lists.difference(name, expected, found);
      for (String key : expected) {
        if (problem == null) problem = tensor(name + "/" + key, keys.path(key), within);
      }
      return problem;
    }

    private String tensor(String name, JsonNode key, GoldenFloats within) throws IOException {
      JsonNode found = shown(name);
      boolean isTensor = found.has("tensor");
      if (key.isNull() || !isTensor) {
        return key.isNull() && found.path("value").isNull() ? null : name + ": got " + found;
      }
      Tensor value = values.get(found.path("tensor").asInt());
      return within.difference(name, FitRun.this.tensors.read(key.asText()), value);
    }

    private String difference(String name, JsonNode expected) {
      JsonNode found = shown(name).path("value");
      return agree(expected, found) ? null : name + ": expected " + expected + ", got " + found;
    }

    private boolean agree(JsonNode expected, JsonNode found) {
      if (!expected.isArray()) {
        return expected.isNumber()
            ? found.isNumber() && numbers.agree(expected.asDouble(), found.asDouble())
            : expected.equals(found);
      }
      boolean same = expected.size() == found.size();
      for (int i = 0; same && i < expected.size(); i++) same = agree(expected.get(i), found.get(i));
      return same;
    }

    private JsonNode shown(String name) {
      return shown.getOrDefault(name, JsonNodeFactory.instance.missingNode());
    }
  }
}
