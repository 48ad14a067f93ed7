package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.nn.Module;
import dev.gradfn.trace.AutogradGraph;
import dev.gradfn.trace.Outputs;
import java.util.ArrayList;
import java.util.List;

/// Compares a recorded graph with one of ours: outputs, then nodes in first-visit order.
final class Graphs {
  private Graphs() {}

  /// The first difference, or null.
  static String difference(JsonNode golden, Object output, Module model) {
    AutogradGraph graph = AutogradGraph.of(Outputs.flatten(output), model.namedParameters());
    List<String> expectedNodes = new ArrayList<>();
    for (JsonNode node : golden.path("nodes")) expectedNodes.add(node.toString());
    List<String> nodes = new ArrayList<>();
    for (AutogradGraph.Entry entry : graph.nodes()) nodes.add(text(entry));
    String problem = Lists.difference("node", expectedNodes, nodes);
    if (problem != null) return problem;
    List<String> expectedOutputs = new ArrayList<>();
    for (JsonNode node : golden.path("outputs")) expectedOutputs.add(node.toString());
    List<String> outputs = new ArrayList<>();
    for (AutogradGraph.Output end : graph.outputs()) outputs.add(text(end));
    return Lists.difference("output", expectedOutputs, outputs);
  }

  /// Outputs and nodes in the compact form whose digest stands for a graph.
  static String text(AutogradGraph graph) {
    List<String> outputs = new ArrayList<>();
    for (AutogradGraph.Output end : graph.outputs()) outputs.add(text(end));
    List<String> nodes = new ArrayList<>();
    for (AutogradGraph.Entry entry : graph.nodes()) nodes.add(text(entry));
    return "[[" + String.join(",", outputs) + "],[" + String.join(",", nodes) + "]]";
  }

  private static String text(AutogradGraph.Entry entry) {
    List<String> next = new ArrayList<>();
    for (AutogradGraph.Link link : entry.next()) {
      next.add("[" + link.node() + "," + link.inputNr() + "]");
    }
    String variable = entry.variable() == null ? "" : ",\"" + entry.variable() + "\"";
    return "[\"" + entry.node().typeName() + "\",[" + String.join(",", next) + "]" + variable + "]";
  }

  private static String text(AutogradGraph.Output end) {
    String shape = end.shape().toString().replace(" ", "");
    return "[\"" + end.path() + "\"," + end.node() + "," + end.outputNr() + "," + shape + "]";
  }
}
