package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Compares what a program recorded with what PyTorch recorded, in order.
final class ProgramRun {
  private static final Tolerance NUMBERS = new Tolerance(1e-6, 1e-7);

  private final JsonNode golden;
  private final GoldenTensors tensors;
  private final JsonNode tolerance;
  private final Programs.Outcome outcome;
  private final boolean recordsWarnings;

  /// @param tolerance by dtype, from the head of the file; missing: that of README
  /// @param recordsWarnings whether the file says which warnings there are
  ProgramRun(
      JsonNode golden,
      GoldenTensors tensors,
      JsonNode tolerance,
      Programs.Outcome outcome,
      boolean recordsWarnings) {
    this.recordsWarnings = recordsWarnings;
    this.golden = golden;
    this.tensors = tensors;
    this.tolerance = tolerance;
    this.outcome = outcome;
  }

  /// The first difference, or null.
  String problem() throws IOException {
    String problem = raised(golden.path("raises"), outcome.json().path("raises"));
    if (problem != null) return problem;
    JsonNode expected = golden.path("results");
    JsonNode actual = outcome.json().path("results");
    for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
      problem = result(expected.get(i), actual.get(i));
      if (problem != null) return label(expected.get(i), i) + ": " + problem;
    }
    if (expected.size() != actual.size()) {
      return "expected " + expected.size() + " results, got " + actual.size();
    }
    return recordsWarnings ? warnings() : null;
  }

  private static String label(JsonNode result, int i) {
    return result.has("name") ? result.path("name").asText() : "result " + i;
  }

  // ---- errors and warnings -------------------------------------------------------------------

  private String raised(JsonNode expected, JsonNode actual) {
    boolean raises = expected.isObject();
    if (!raises) return actual.isObject() ? "raised " + described(actual) : null;
    if (!actual.isObject()) return "expected " + described(expected) + ", nothing was raised";
    String line = lines(expected, actual);
    if (golden.path("python_only").asBoolean()) return line;
    boolean same =
        expected.path("type").equals(actual.path("type"))
            && sameWords(expected.path("message").asText(), actual.path("message").asText());
    return same ? line : "expected " + described(expected) + ", got " + described(actual);
  }

  private static String lines(JsonNode expected, JsonNode actual) {
    if (expected.path("line").equals(actual.path("line"))) return null;
    return "expected an error at line "
        + expected.path("line")
        + ", got it at "
        + actual.path("line")
        + ": "
        + described(actual);
  }

  private static String described(JsonNode error) {
    String text = error.path("type").asText() + ": " + error.path("message").asText();
    return error.has("trace") ? text + " " + error.path("trace").asText() : text;
  }

  /// Words in braces come from an unordered set.
  private static boolean sameWords(String expected, String actual) {
    return expected.equals(actual) || sortedBraces(expected).equals(sortedBraces(actual));
  }

  private static String sortedBraces(String text) {
    int open = text.indexOf('{');
    int close = text.indexOf('}', open);
    if (open < 0 || close < 0) return text;
    String[] words = text.substring(open + 1, close).split(", ");
    Arrays.sort(words);
    return text.substring(0, open + 1)
        + String.join(", ", words)
        + sortedBraces(text.substring(close));
  }

  private String warnings() {
    List<String> expected = warningLines(golden.path("warnings"));
    List<String> actual = warningLines(outcome.json().path("warnings"));
    return expected.equals(actual) ? null : "expected warnings " + expected + ", got " + actual;
  }

  private static List<String> warningLines(JsonNode warnings) {
    List<String> lines = new ArrayList<>();
    for (JsonNode warning : warnings) {
      lines.add(
          warning.path("category").asText()
              + " at "
              + warning.path("line").asText()
              + ": "
              + warning.path("message").asText());
    }
    return lines;
  }

  // ---- results -------------------------------------------------------------------------------

  private String result(JsonNode expected, JsonNode actual) throws IOException {
    String kind = expected.path("kind").asText();
    if (!kind.equals(actual.path("kind").asText())) {
      return "expected a " + kind + ", got " + actual;
    }
    if (actual.has("name") && !expected.path("name").equals(actual.path("name"))) {
      return "expected this name, got " + actual.path("name");
    }
    return switch (kind) {
      case "tensor" -> tensor(expected, actual);
      case "list" -> list(expected, actual);
      case "graph" -> graph(expected, actual);
      case "error" -> error(expected, actual);
      case "value" -> value(expected.path("value"), actual.path("value"));
      default -> {
        String field = expected.has("text") ? "text" : "value";
        yield value(expected.path(field), actual.path("text"));
      }
    };
  }

  private static String error(JsonNode expected, JsonNode actual) {
    boolean same =
        expected.path("type").equals(actual.path("type"))
            && sameWords(expected.path("message").asText(), actual.path("message").asText());
    return same ? null : "expected " + described(expected) + ", got " + described(actual);
  }

  private String list(JsonNode expected, JsonNode actual) throws IOException {
    JsonNode items = expected.path("items");
    if (items.size() != actual.path("items").size()) return "another number of items";
    for (int i = 0; i < items.size(); i++) {
      String problem = result(items.get(i), actual.path("items").get(i));
      if (problem != null) return "item " + i + ": " + problem;
    }
    return null;
  }

  private static String graph(JsonNode expected, JsonNode actual) {
    JsonNode nodes = expected.has("value") ? expected.path("value").path("nodes") : null;
    if (nodes == null) nodes = expected.path("nodes");
    for (int i = 0; i < Math.max(nodes.size(), actual.path("nodes").size()); i++) {
      JsonNode node = nodes.path(i);
      JsonNode own = withoutUnrecorded(actual.path("nodes").path(i), node);
      if (!node.equals(own)) return "node " + i + ": expected " + node + ", got " + own;
    }
    JsonNode outputs = expected.has("value") ? expected.path("value") : expected;
    return value(outputs.path("outputs"), actual.path("outputs"));
  }

  private static JsonNode withoutUnrecorded(JsonNode node, JsonNode expected) {
    if (!node.isObject() || expected.has("full_name")) return node;
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    node.properties().forEach(field -> copy.set(field.getKey(), field.getValue()));
    copy.remove("full_name");
    return copy;
  }

  private static String value(JsonNode expected, JsonNode actual) {
    return same(expected, actual) ? null : "expected " + expected + ", got " + actual;
  }

  private static boolean same(JsonNode expected, JsonNode actual) {
    if (expected.isArray() && actual.isArray() && expected.size() == actual.size()) {
      for (int i = 0; i < expected.size(); i++) {
        if (!same(expected.get(i), actual.get(i))) return false;
      }
      return true;
    }
    if (expected.isNumber() && actual.isNumber()) {
      return NUMBERS.agree(expected.asDouble(), actual.asDouble());
    }
    return expected.equals(actual);
  }

  private String tensor(JsonNode expected, JsonNode actual) throws IOException {
    for (String field : new String[] {"dtype", "shape", "strides", "requires_grad", "grad_fn"}) {
      if (!expected.has(field) || expected.path(field).equals(actual.path(field))) continue;
      return field + ": expected " + expected.path(field) + ", got " + actual.path(field);
    }
    if (expected.path("key").isMissingNode() || expected.path("key").isNull()) return null;
    Tensor right = tensors.read(expected.path("key").asText());
    return difference(right, outcome.tensors().get(actual.path("tensor").asInt()));
  }

  private String difference(Tensor expected, Tensor actual) {
    Tolerance within = tolerance(expected.dtype());
    double[] right = expected.toDoubleArray();
    double[] own = actual.toDoubleArray();
    for (int i = 0; i < right.length; i++) {
      if (!within.agree(right[i], own[i])) {
        return "element " + i + ": expected " + right[i] + ", got " + own[i];
      }
    }
    return null;
  }

  private Tolerance tolerance(DType dtype) {
    if (!dtype.isFloatingPoint()) return new Tolerance(0, 0);
    JsonNode given = tolerance.path(dtype.torchName());
    if (given.isObject()) {
      return new Tolerance(given.path("rtol").asDouble(), given.path("atol").asDouble());
    }
    if (golden.path("kind").asText().equals("gradcheck")) {
      return new Tolerance(1e-6, 1e-6);
    }
    return switch (dtype) {
      case FLOAT64 -> new Tolerance(1e-9, 1e-11);
      case FLOAT32 -> new Tolerance(1e-5, 1e-6);
      default -> new Tolerance(1e-2, 1e-2);
    };
  }
}
