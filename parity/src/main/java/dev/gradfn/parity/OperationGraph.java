package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Node;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import dev.gradfn.trace.AutogradGraph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The graph behind an operation's outputs, and what its nodes save.
final class OperationGraph {
  private final JsonNode golden;
  private final List<Tensor> inputs;
  private final List<Tensor> outputs;
  private final AutogradGraph graph;

  OperationGraph(JsonNode golden, List<Tensor> inputs, List<Tensor> outputs) {
    this.golden = golden;
    this.inputs = inputs;
    this.outputs = outputs;
    Map<String, Tensor> ends = new LinkedHashMap<>();
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i) != null) ends.put(Integer.toString(i), outputs.get(i));
    }
    Map<String, Tensor> leaves = new LinkedHashMap<>();
    for (int i = 0; i < inputs.size(); i++) leaves.put(Integer.toString(i), inputs.get(i));
    this.graph = AutogradGraph.of(ends, leaves);
  }

  /// The first difference, or null.
  String problem() {
    List<String> expected = new ArrayList<>();
    for (JsonNode node : golden.path("graph").path("nodes")) {
      String variable = node.has("variable") ? " of input " + node.path("variable").asText() : "";
      expected.add(node.path("name").asText() + node.path("next").toString() + variable);
    }
    List<String> actual = new ArrayList<>();
    for (AutogradGraph.Entry entry : graph.nodes()) actual.add(text(entry));
    String problem = Lists.difference("node", expected, actual);
    return problem != null ? problem : saved();
  }

  private static String text(AutogradGraph.Entry entry) {
    List<String> next = new ArrayList<>();
    for (AutogradGraph.Link link : entry.next()) {
      next.add("[" + link.node() + "," + link.inputNr() + "]");
    }
    String variable = entry.variable() == null ? "" : " of input " + entry.variable();
    return entry.node().typeName() + "[" + String.join(",", next) + "]" + variable;
  }

  private String saved() {
    for (JsonNode expected : golden.path("saved")) {
      Node node = graph.nodes().get(expected.path("node").asInt()).node();
      String problem = fields(expected, node.saved());
      if (problem != null) return node.typeName() + ": " + problem;
    }
    return null;
  }

  private String fields(JsonNode expected, Map<String, Object> saved) {
    Set<String> names = new TreeSet<>();
    expected.path("values").fieldNames().forEachRemaining(names::add);
    expected.path("tensors").fieldNames().forEachRemaining(names::add);
    String problem =
        Lists.difference(
            "saved field", List.copyOf(names), List.copyOf(new TreeSet<>(saved.keySet())));
    for (Map.Entry<String, JsonNode> field : expected.path("values").properties()) {
      if (problem != null) return problem;
      problem = value(field.getKey(), field.getValue(), saved.get(field.getKey()));
    }
    for (Map.Entry<String, JsonNode> field : expected.path("tensors").properties()) {
      if (problem != null) return problem;
      problem = origin(field.getKey(), field.getValue(), saved.get(field.getKey()));
    }
    return problem;
  }

  private static String value(String name, JsonNode expected, Object actual) {
    String wanted = canonical(new GoldenArguments(List.of()).decode(expected));
    String got = canonical(actual);
    return wanted.equals(got) ? null : name + ", expected " + wanted + ", got " + got;
  }

  /// Integers and floats that hold the same number are saved alike.
  private static String canonical(Object value) {
    return switch (value) {
      case null -> "None";
      case Dims dims -> dims.toString();
      case Double number -> number.toString();
      case Number number -> Long.toString(number.longValue());
      default -> value.toString();
    };
  }

  private String origin(String name, JsonNode expected, Object actual) {
    if (expected.isNull()) return actual == null ? null : name + ", expected None";
    if (expected.isArray()) return null;
    if (!(actual instanceof Tensor tensor)) return name + ", expected a tensor, got " + actual;
    Tensor same =
        expected.has("input")
            ? inputs.get(expected.path("input").asInt())
            : expected.has("output") ? outputs.get(expected.path("output").asInt()) : null;
    if (same == null || same.array().storage() == tensor.array().storage()) return null;
    return name + ", expected " + expected + ", got another tensor";
  }
}
