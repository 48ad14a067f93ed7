package dev.gradfn.autograd;

import dev.gradfn.core.Broadcast;
import dev.gradfn.core.Storage;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

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

    /// Whether the node runs: with targets only if one of them lies behind it. A target that is
    /// read, with none behind it, does not run, and keeps its saved tensors.
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

  /// Where gradients are read or accumulated; null: at all leaves.
  private Edge[] targets;

  /// What arrived at the targets; null for a run that accumulates.
  private Tensor[] captured;

  private final Set<Node> capturing = Collections.newSetFromMap(new IdentityHashMap<>());

  /// Memory of the caller's gradients that has become some leaf's `.grad`.
  private final Set<Storage> lent = Collections.newSetFromMap(new IdentityHashMap<>());

  private Tensor[] seeds;

  Engine(Autograd.Options options) {
    this.options = options;
  }

  /// Accumulates into leaves and tensors that retain their gradient.
  ///
  /// @param only null: all that are reached
  void accumulate(List<Edge> roots, Tensor[] seeds, Edge[] only) {
    countArrivals(roots);
    if (only != null) {
      targets = only;
      markRunning(roots);
      for (Edge target : only) markTarget(target);
    }
    execute(roots, seeds);
  }

  private void markTarget(Edge target) {
    Task task = tasks.get(target.node());
    if (task != null) task.runs = true;
  }

  /// The gradients that arrive at `targets`; leaves are not touched.
  Tensor[] capture(List<Edge> roots, Tensor[] seeds, Edge[] targets) {
    this.targets = targets;
    this.captured = new Tensor[targets.length];
    for (Edge target : targets) capturing.add(target.node());
    countArrivals(roots);
    markRunning(roots);
    execute(roots, seeds);
    return captured;
  }

  /// The run of backward that this thread is in, or null.
  static Engine current() {
    return ThreadState.current().engine;
  }

  /// Whether this run executes `node`, or has.
  boolean executes(Node node) {
    Task task = tasks.get(node);
    return task != null && (task.runs || isCaptured(node));
  }

  private boolean isCaptured(Node node) {
    return capturing.contains(node);
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
    this.seeds = seeds;
    ThreadState state = ThreadState.current();
    Engine outer = state.engine;
    Node outerNode = state.evaluating;
    state.engine = this;
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
      while (!ready.isEmpty()) {
        Task task = ready.poll();
        state.evaluating = task.node;
        run(task);
        task.gradients = null;
      }
    } finally {
      state.engine = outer;
      state.evaluating = outerNode;
    }
  }

  private void run(Task task) {
    boolean captures = isCaptured(task.node);
    if (!task.runs && !captures) return;
    task.allocate();
    // A target that does not run still has the hooks of its tensors called.
    if (!task.runs) runHooksOfTensors(task);
    if (captures) capture(task);
    if (!task.runs) return;
    EngineObserver observer = ThreadState.observer();
    long start = observer == null ? 0 : System.nanoTime();
    try {
      evaluate(task);
    } catch (RuntimeException e) {
      Anomaly.report(task.node);
      throw e;
    }
    if (observer != null) observer.evaluated(task.node, start, System.nanoTime());
  }

  private void evaluate(Task task) {
    runHooksOfTensors(task);
    NodeHooks hooks = task.node.hooks();
    if (hooks != null) {
      shown(task, hooks.before().size());
      hooks.runBefore(task.gradients);
    }
    if (task.node instanceof AccumulateGrad leaf) {
      accumulate(leaf, task);
      if (hooks != null) hooks.runAfter(new Tensor[0], task.gradients);
      return;
    }
    boolean nothing = allNull(task.gradients) && !(task.node instanceof FunctionNode);
    Tensor[] results =
        nothing
            ? new Tensor[task.node.nextFunctions().size()]
            : task.node.apply(task.gradients, wanted(task.node));
    Anomaly.requireNoNan(task.node, results);
    for (int i = 0; i < results.length; i++) fit(task.node, i, results);
    boolean[] fresh = fresh(task, results);
    if (hooks != null) runHooksAfter(hooks, task, results, fresh);
    if (!options.keepsGraph() && !nothing) task.node.release();
    pass(task, results, fresh);
  }

  private void runHooksOfTensors(Task task) {
    if (task.node instanceof AccumulateGrad leaf) {
      LeafHooks hooks = leaf.variable().leafHooksOrNull();
      if (hooks == null) return;
      shown(task, hooks.before().size());
      task.gradients[0] = NodeHooks.run(hooks.before(), task.gradients[0]);
    } else if (task.node.hooks() != null) {
      shown(task, 1);
      task.node.hooks().runOfTensors(task.gradients);
    }
  }

  /// A hook may keep what it sees, so that memory is no longer ours.
  private static void shown(Task task, int hooks) {
    if (hooks > 0) Arrays.fill(task.owned, false);
  }

  private static void runHooksAfter(NodeHooks hooks, Task task, Tensor[] results, boolean[] fresh) {
    if (hooks.after().size() == 0) return;
    hooks.runAfter(results, task.gradients);
    shown(task, 1);
    Arrays.fill(fresh, false);
  }

  /// Which gradients of `node` this run asks for; null: all.
  private boolean[] wanted(Node node) {
    if (targets == null) return null;
    List<Edge> next = node.nextFunctions();
    boolean[] wanted = new boolean[next.size()];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = next.get(i).isDefined() && executes(next.get(i).node());
    }
    return wanted;
  }

  private static boolean allNull(Tensor[] gradients) {
    for (Tensor gradient : gradients) {
      if (gradient != null) return false;
    }
    return true;
  }

  private void capture(Task task) {
    for (int i = 0; i < targets.length; i++) {
      if (targets[i].node() != task.node) continue;
      captured[i] = task.gradients[targets[i].inputNr()];
      task.owned[targets[i].inputNr()] = false;
    }
  }

  private void accumulate(AccumulateGrad leaf, Task task) {
    Tensor gradient = task.gradients[0];
    if (gradient == null) return;
    boolean mayTake = task.owned[0] || isLentOnce(gradient);
    boolean taken = leaf.accumulate(gradient, mayTake, options.createGraph());
    if (taken && !task.owned[0]) lent.add(gradient.storage());
    // The caller of backward, or a hook, has it in hand.
    if (taken && (!task.owned[0] || leaf.hooks() != null)) leaf.variable().grad();
    boolean kept = taken || leaf.hooks() != null;
    LeafHooks hooks = leaf.variable().leafHooksOrNull();
    if (hooks != null) hooks.runAfter(leaf.variable());
    if (!kept) recycle(task, new Tensor[0]);
  }

  /// A view of a gradient that the caller gave may become a leaf's `.grad`, as in PyTorch; but only
  /// one leaf's.
  private boolean isLentOnce(Tensor gradient) {
    for (Tensor seed : seeds) {
      if (seed == gradient) return false;
    }
    for (Tensor seed : seeds) {
      if (seed.storage() == gradient.storage()) return !lent.contains(gradient.storage());
    }
    return false;
  }

  /// Hands results on to the next nodes.
  private void pass(Task task, Tensor[] results, boolean[] fresh) {
    List<Edge> next = task.node.nextFunctions();
    for (int i = 0; i < next.size(); i++) {
      Edge edge = next.get(i);
      if (!edge.isDefined()) continue;
      Task target = tasks.get(edge.node());
      if (results[i] != null && (target.runs || isCaptured(edge.node()))) {
        arrive(edge, results[i], fresh[i]);
      }
      if (--target.awaited == 0) ready.add(target);
    }
    recycle(task, results);
  }

  /// Which results are memory that nobody else refers to.
  private boolean[] fresh(Task task, Tensor[] results) {
    boolean[] fresh = new boolean[results.length];
    if (options.createGraph()) return fresh;
    for (int i = 0; i < fresh.length; i++) {
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
  private static void fit(Node node, int i, Tensor[] results) {
    Edge edge = node.nextFunctions().get(i);
    Tensor gradient = results[i];
    if (gradient == null || !edge.isDefined()) return;
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
    results[i] = gradient.to(expected.dtype());
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
