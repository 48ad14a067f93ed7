package dev.gradfn.trace;

import dev.gradfn.autograd.AccumulateGrad;
import dev.gradfn.autograd.Edge;
import dev.gradfn.autograd.Node;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// All nodes behind some outputs, numbered in first-visit order of a depth-first walk that follows
/// `next_functions` in order: two graphs are the same if their lists are.
///
/// @param outputs where each output hangs
/// @param nodes by number
public record AutogradGraph(List<Output> outputs, List<Entry> nodes) {

  /// @param node number of its node, or null if it has none
  public record Output(String path, Integer node, int outputNr, Dims shape) {}

  /// @param variable for an AccumulateGrad the parameter's name, `?` for other leaves; null
  ///   elsewhere
  public record Entry(Node node, List<Link> next, String variable) {}

  /// @param node number of the next node, or null
  public record Link(Integer node, int inputNr) {}

  /// @param parameters names of the leaves
  public static AutogradGraph of(Map<String, Tensor> outputs, Map<String, Tensor> parameters) {
    Map<Node, Integer> numbers = new IdentityHashMap<>();
    List<Node> nodes = new ArrayList<>();
    for (Tensor output : outputs.values()) number(output.gradFn(), numbers, nodes);
    Map<Tensor, String> names = new IdentityHashMap<>();
    parameters.forEach((name, tensor) -> names.put(tensor, name));
    List<Output> ends = new ArrayList<>();
    outputs.forEach((path, tensor) -> {
      Edge edge = tensor.gradientEdge();
      Integer node = edge.isDefined() ? numbers.get(edge.node()) : null;
      ends.add(new Output(path, node, edge.inputNr(), tensor.shape()));
    });
    List<Entry> entries = new ArrayList<>();
    for (Node node : nodes) entries.add(entry(node, numbers, names));
    return new AutogradGraph(ends, entries);
  }

  private static void number(Node root, Map<Node, Integer> numbers, List<Node> nodes) {
    if (root == null) return;
    ArrayDeque<Node> stack = new ArrayDeque<>();
    stack.push(root);
    while (!stack.isEmpty()) {
      Node node = stack.pop();
      if (numbers.putIfAbsent(node, nodes.size()) != null) continue;
      nodes.add(node);
      for (Edge edge : node.nextFunctions().reversed()) {
        if (edge.isDefined()) stack.push(edge.node());
      }
    }
  }

  private static Entry entry(Node node, Map<Node, Integer> numbers, Map<Tensor, String> names) {
    List<Link> next = new ArrayList<>();
    for (Edge edge : node.nextFunctions()) {
      next.add(new Link(edge.isDefined() ? numbers.get(edge.node()) : null, edge.inputNr()));
    }
    String variable =
        node instanceof AccumulateGrad leaf ? names.getOrDefault(leaf.variable(), "?") : null;
    return new Entry(node, next, variable);
  }

  /// Number of nodes by name, names in alphabetical order.
  public Map<String, Integer> counts() {
    Map<String, Integer> counts = new TreeMap<>();
    for (Entry entry : nodes) counts.merge(entry.node().typeName(), 1, Integer::sum);
    return counts;
  }
}
