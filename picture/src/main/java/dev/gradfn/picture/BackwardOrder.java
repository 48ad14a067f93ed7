package dev.gradfn.picture;

import dev.gradfn.trace.AutogradGraph;
import dev.gradfn.trace.AutogradGraph.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;

/// The order in which the engine will run the nodes: a node is ready when all its users have run;
/// of those ready, a leaf goes first, then the one recorded last.
final class BackwardOrder {
  private BackwardOrder() {}

  /// Numbers of nodes, the root of the last output first.
  static List<Integer> of(AutogradGraph graph) {
    int[] waiting = new int[graph.nodes().size()];
    for (AutogradGraph.Entry entry : graph.nodes()) {
      for (Link link : entry.next()) if (link.node() != null) waiting[link.node()]++;
    }
    PriorityQueue<Integer> ready =
        new PriorityQueue<>(
            (a, b) -> Long.compareUnsigned(sequenceNr(graph, b), sequenceNr(graph, a)));
    Set<Integer> roots = new TreeSet<>();
    for (AutogradGraph.Output output : graph.outputs()) {
      if (output.node() != null) roots.add(output.node());
    }
    for (int root : roots) if (waiting[root] == 0) ready.add(root);
    List<Integer> order = new ArrayList<>();
    while (!ready.isEmpty()) {
      int node = ready.poll();
      order.add(node);
      for (Link link : graph.nodes().get(node).next()) {
        if (link.node() != null && --waiting[link.node()] == 0) ready.add(link.node());
      }
    }
    return order;
  }

  private static long sequenceNr(AutogradGraph graph, int node) {
    return graph.nodes().get(node).node().sequenceNr();
  }
}
