package dev.gradfn.autograd;

import dev.gradfn.core.Broadcast;
import dev.gradfn.core.Storage;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/// Runs a graph backward: counts how many gradients each node will receive, then runs the ready
/// nodes, latest created first. Iterative, so the depth of a graph is limited by memory alone. It
/// knows no operation.
final class Engine {
  /// A node of this run.
  private static final class Task {
    final Node node;
    int awaited;

    /// Gradients that arrived, summed; one place per output of the recorded operation.
    Tensor[] gradients;

    /// Whether the sum is memory of this run alone: then it may be added to, and given back.
    boolean[] owned;

    /// Whether the node runs: with targets only if one of them lies behind it. A target with none
    /// behind it is read, not run, and keeps its saved tensors.
    boolean runs = true;

    boolean queued;

    Task(Node node) {
      this.node = node;
    }

    void allocate() {
      if (gradients != null) return;
      int outputs = node.inputMetadata().size();
      gradients = new Tensor[outputs];
      owned = new boolean[outputs];
    }
  }

  private final Autograd.Options options;
  private final Map<Node, Task> tasks = new IdentityHashMap<>();
  private final PriorityQueue<Task> ready =
      new PriorityQueue<>(
          Comparator.comparing(
              (Task task) -> task.node.sequenceNr(), (a, b) -> Long.compareUnsigned(b, a)));
  private Edge[] targets = {};
  private Tensor[] captured = {};

  Engine(Autograd.Options options) {
    this.options = options;
  }

  /// Accumulates into all leaves that are reached.
  void run(List<Edge> roots, Tensor[] seeds) {
    countArrivals(roots);
    execute(roots, seeds);
  }

  /// The gradients that arrive at `targets`; leaves are not touched.
  Tensor[] run(List<Edge> roots, Tensor[] seeds, Edge[] targets) {
    this.targets = targets;
    this.captured = new Tensor[targets.length];
    countArrivals(roots);
    markRunning(roots);
    execute(roots, seeds);
    return captured;
  }

  private void countArrivals(List<Edge> roots) {
    ArrayDeque<Node> pending = new ArrayDeque<>();
    for (Edge root : roots) {
      if (tasks.putIfAbsent(root.node(), new Task(root.node())) == null) pending.push(root.node());
    }
    while (!pending.isEmpty()) {
      for (Edge edge : pending.pop().nextFunctions()) {
        if (!edge.isDefined()) continue;
        Task task = tasks.get(edge.node());
        if (task == null) {
          task = new Task(edge.node());
          tasks.put(edge.node(), task);
          pending.push(edge.node());
        }
        task.awaited++;
      }
    }
  }

  /// A node runs if one of its edges leads to a target or to a node that runs.
  private void markRunning(List<Edge> roots) {
    for (Task task : tasks.values()) task.runs = false;
    Map<Node, Boolean> targeted = new IdentityHashMap<>();
    for (Edge target : targets) targeted.put(target.node(), true);
    // Children before parents: a node is left on the stack until its children have been seen.
    record Visit(Node node, boolean childrenSeen) {}
    ArrayDeque<Visit> stack = new ArrayDeque<>();
    Map<Node, Boolean> seen = new IdentityHashMap<>();
    for (Edge root : roots) stack.push(new Visit(root.node(), false));
    while (!stack.isEmpty()) {
      Visit visit = stack.pop();
      if (visit.childrenSeen()) {
        tasks.get(visit.node()).runs = leadsToTarget(visit.node(), targeted);
      } else if (seen.put(visit.node(), true) == null) {
        stack.push(new Visit(visit.node(), true));
        for (Edge edge : visit.node().nextFunctions()) {
          if (edge.isDefined()) stack.push(new Visit(edge.node(), false));
        }
      }
    }
  }

  private boolean leadsToTarget(Node node, Map<Node, Boolean> targeted) {
    for (Edge edge : node.nextFunctions()) {
      if (!edge.isDefined()) continue;
      if (targeted.containsKey(edge.node()) || tasks.get(edge.node()).runs) return true;
    }
    return false;
  }

  private void execute(List<Edge> roots, Tensor[] seeds) {
    try (var _ = Autograd.setGradEnabled(options.createGraph())) {
      for (int i = 0; i < seeds.length; i++) {
        Edge root = roots.get(i);
        Node.InputMetadata expected = root.node().inputMetadata().get(root.inputNr());
        arrive(root, seeds[i].to(expected.dtype()), false);
      }
      for (Edge root : roots) {
        Task task = tasks.get(root.node());
        if (task.awaited == 0 && !task.queued) ready.add(task);
        task.queued = true;
      }
      while (!ready.isEmpty()) run(ready.poll());
    }
  }

  private void run(Task task) {
    tasks.remove(task.node);
    capture(task);
    if (!task.runs) return;
    if (task.node instanceof AccumulateGrad leaf) {
      accumulate(leaf, task);
      return;
    }
    task.allocate();
    Tensor[] results = allNull(task.gradients) ? null : task.node.apply(task.gradients);
    if (!options.keepsGraph() && results != null) pass(task, results, task.node);
    else pass(task, results, null);
  }

  private static boolean allNull(Tensor[] gradients) {
    for (Tensor gradient : gradients) {
      if (gradient != null) return false;
    }
    return true;
  }

  private void capture(Task task) {
    for (int i = 0; i < targets.length; i++) {
      boolean here = targets[i].node() == task.node && task.gradients != null;
      if (here) {
        captured[i] = task.gradients[targets[i].inputNr()];
        task.owned[targets[i].inputNr()] = false;
      }
    }
  }

  private void accumulate(AccumulateGrad leaf, Task task) {
    if (task.gradients == null || task.gradients[0] == null) return;
    boolean taken = leaf.accumulate(task.gradients[0], task.owned[0], options.createGraph());
    if (!taken) recycle(task, new Tensor[0]);
  }

  /// Hands results on to the next nodes.
  ///
  /// @param releases the node whose saved tensors are freed now, or null
  private void pass(Task task, Tensor[] results, Node releases) {
    List<Edge> next = task.node.nextFunctions();
    boolean[] fresh = fresh(task, results, next.size());
    if (releases != null) releases.release();
    for (int i = 0; i < next.size(); i++) {
      Edge edge = next.get(i);
      if (!edge.isDefined()) continue;
      if (results != null && results[i] != null)
        arrive(edge, fitted(task.node, i, edge, results), fresh[i]);
      Task target = tasks.get(edge.node());
      if (--target.awaited == 0) ready.add(target);
    }
    if (results != null) recycle(task, results);
  }

  /// Which results are memory that nobody else refers to.
  private boolean[] fresh(Task task, Tensor[] results, int count) {
    boolean[] fresh = new boolean[count];
    if (results == null || options.createGraph()) return fresh;
    for (int i = 0; i < count; i++) {
      fresh[i] =
          results[i] != null
              && task.node.owns(results[i], task.gradients)
              && !sharesMemory(results, i);
    }
    return fresh;
  }

  private static boolean sharesMemory(Tensor[] results, int i) {
    for (int j = 0; j < results.length; j++) {
      if (j != i && results[j] != null && results[j].storage() == results[i].storage()) return true;
    }
    return false;
  }

  /// Undoes broadcasting and type promotion: here, once, for all operations.
  private static Tensor fitted(Node node, int i, Edge edge, Tensor[] results) {
    Tensor gradient = results[i];
    Node.InputMetadata expected = edge.node().inputMetadata().get(edge.inputNr());
    if (!gradient.shape().equals(expected.shape())) {
      if (!Broadcast.isExpandable(expected.shape(), gradient.shape())) {
        throw TorchException.runtime(
            "Function "
                + node.name()
                + " returned an invalid gradient at index "
                + i
                + " - got "
                + gradient.shape()
                + " but expected shape compatible with "
                + expected.shape());
      }
      gradient = gradient.sumTo(expected.shape());
    }
    return gradient.to(expected.dtype());
  }

  private void arrive(Edge edge, Tensor gradient, boolean fresh) {
    Task task = tasks.get(edge.node());
    task.allocate();
    int slot = edge.inputNr();
    Tensor before = task.gradients[slot];
    if (before == null) {
      task.gradients[slot] = gradient;
      task.owned[slot] = fresh;
    } else if (task.owned[slot] && before.geometry().isNonOverlappingAndDense()) {
      before.add_(gradient);
      if (fresh) gradient.storage().recycle();
    } else {
      task.gradients[slot] = before.add(gradient);
      task.owned[slot] = !options.createGraph();
      if (fresh) gradient.storage().recycle();
    }
  }

  /// Gives back the memory of gradients that have been used up and that nobody has seen.
  private void recycle(Task task, Tensor[] results) {
    for (int i = 0; i < task.owned.length; i++) {
      Tensor gradient = task.gradients[i];
      if (gradient == null || !task.owned[i]) continue;
      Storage storage = gradient.storage();
      boolean passedOn = false;
      for (Tensor result : results) passedOn |= result != null && result.storage() == storage;
      if (!passedOn) storage.recycle();
    }
  }
}
