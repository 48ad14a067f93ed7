package dev.gradfn.autograd;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/// `torch.autograd`: grad mode, and gradients of tensors with respect to others.
public final class Autograd {
  private Autograd() {}

  /// Ends a mode: restores the one before.
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  public static boolean isGradEnabled() {
    return ThreadState.current().gradEnabled;
  }

  /// Switches recording on or off for this thread, until the result is closed or for good.
  public static Scope setGradEnabled(boolean enabled) {
    ThreadState state = ThreadState.current();
    boolean before = state.gradEnabled;
    state.gradEnabled = enabled;
    return () -> state.gradEnabled = before;
  }

  /// `try (var _ = Autograd.noGrad()) { … }`: nothing is recorded inside.
  public static Scope noGrad() {
    return setGradEnabled(false);
  }

  public static <T> T noGrad(Supplier<T> body) {
    try (Scope _ = noGrad()) {
      return body.get();
    }
  }

  public static Scope enableGrad() {
    return setGradEnabled(true);
  }

  /// Whether somebody may look at results of this thread's operations besides whoever computes
  /// them: a graph that saves them, an observer, a watcher.
  public static boolean isSeen() {
    ThreadState state = ThreadState.current();
    return state.gradEnabled || state.watcher != null || ThreadState.observer() != null;
  }

  /// Until the result is closed, `watcher` sees each tensor of this thread that gets a grad_fn,
  /// with that node: for tools that show the numbers of a program.
  public static Scope watchRecording(BiConsumer<Node, Tensor> watcher) {
    ThreadState state = ThreadState.current();
    BiConsumer<Node, Tensor> before = state.watcher;
    state.watcher = watcher;
    return () -> state.watcher = before;
  }

  /// Until the result is closed, `observer` sees what this thread runs, in place of an observer
  /// that was there before.
  public static Scope observe(EngineObserver observer) {
    ThreadState state = ThreadState.current();
    EngineObserver before = state.observer;
    state.observer = observer;
    ThreadState.OBSERVED.incrementAndGet();
    return () -> {
      state.observer = before;
      ThreadState.OBSERVED.decrementAndGet();
    };
  }

  /// The sequence number that the next node recorded on this thread will have. What is recorded
  /// between two looks at it has the numbers from the first up to, not including, the second.
  public static long nextSequenceNr() {
    return ThreadState.current().nextSequenceNr();
  }

  public static boolean isInferenceMode() {
    return ThreadState.current().inferenceMode;
  }

  /// Within this scope nothing is recorded, and new tensors have no version: they can never take
  /// part in a graph outside.
  public static Scope inferenceMode() {
    return inferenceMode(true);
  }

  /// @param mode false: within inference mode, back to normal
  public static Scope inferenceMode(boolean mode) {
    ThreadState state = ThreadState.current();
    boolean modeBefore = state.inferenceMode;
    boolean gradBefore = state.gradEnabled;
    state.inferenceMode = mode;
    state.gradEnabled = !mode;
    return () -> {
      state.inferenceMode = modeBefore;
      state.gradEnabled = gradBefore;
    };
  }

  /// Options of [#backward] and [#grad], with PyTorch's defaults.
  ///
  /// @param retainGraph null: as `createGraph`
  /// @param materializeGrads zeros instead of null for inputs that were not used
  /// @param gradsBatched each gradient that is given has one dimension more, the first: so many
  ///   runs, whose results are stacked (`is_grads_batched`; [#grad] only)
  public record Options(
      Boolean retainGraph,
      boolean createGraph,
      boolean allowUnused,
      boolean materializeGrads,
      boolean gradsBatched) {
    public static final Options DEFAULT = new Options(null, false, false, false, false);

    public Options withRetainGraph(boolean retain) {
      return new Options(retain, createGraph, allowUnused, materializeGrads, gradsBatched);
    }

    public Options withCreateGraph(boolean create) {
      return new Options(retainGraph, create, allowUnused, materializeGrads, gradsBatched);
    }

    public Options withAllowUnused(boolean allow) {
      return new Options(retainGraph, createGraph, allow, materializeGrads, gradsBatched);
    }

    public Options withMaterializeGrads(boolean materialize) {
      return new Options(retainGraph, createGraph, allowUnused, materialize, gradsBatched);
    }

    public Options withGradsBatched(boolean batched) {
      return new Options(retainGraph, createGraph, allowUnused, materializeGrads, batched);
    }

    boolean keepsGraph() {
      return retainGraph == null ? createGraph : retainGraph;
    }
  }

  /// Accumulates the gradient of `outputs`, each weighted by its gradient, into the leaves.
  ///
  /// @param gradients one per output; null, or a null entry, stands for 1 if the output is a scalar
  public static void backward(List<Tensor> outputs, List<Tensor> gradients, Options options) {
    List<Edge> roots = edgesOf(outputs);
    backwardFrom(roots, gradients, options, null);
  }

  /// The same into `inputs` only; those that are no leaves retain their gradient from now on.
  public static void backward(
      List<Tensor> outputs, List<Tensor> gradients, Options options, List<Tensor> inputs) {
    List<Edge> roots = edgesOf(outputs);
    requireInputs(inputs.size(), "backward");
    for (Tensor input : inputs) input.retainGrad();
    backwardFrom(roots, gradients, options, edgesOf(inputs));
  }

  /// The same from edges ([#gradientEdge]).
  ///
  /// @param inputs null: all leaves that are reached
  public static void backwardFrom(
      List<Edge> outputs, List<Tensor> gradients, Options options, List<Edge> inputs) {
    requireRoots(outputs);
    if (options.createGraph()) warnOfCycle();
    Edge[] only = inputs == null ? null : inputs.toArray(Edge[]::new);
    new Engine(options).accumulate(outputs, seeds(outputs, gradients), only);
  }

  private static void warnOfCycle() {
    Warnings.warn(
        "Using backward() with create_graph=True will create a reference cycle between the"
            + " parameter and its gradient which can cause a memory leak. We recommend using"
            + " autograd.grad when creating the graph to avoid this. If you have to use this"
            + " function, make sure to reset the .grad fields of your parameters to None after use"
            + " to break the cycle and avoid the leak.");
  }

  /// The gradients of `outputs` with respect to `inputs`, without touching any `.grad`.
  ///
  /// @return one per input; null where the input was not used and `allowUnused` is set
  public static List<Tensor> grad(
      List<Tensor> outputs, List<Tensor> inputs, List<Tensor> gradients, Options options) {
    requireInputs(inputs.size(), "grad");
    for (Tensor input : inputs) {
      if (input.requiresGrad()) continue;
      throw TorchException.runtime("One of the differentiated Tensors does not require grad");
    }
    return gradFrom(edgesOf(outputs), edgesOf(inputs), gradients, options);
  }

  /// The same between edges ([#gradientEdge]).
  public static List<Tensor> gradFrom(
      List<Edge> outputs, List<Edge> inputs, List<Tensor> gradients, Options options) {
    requireInputs(inputs.size(), "grad");
    requireRoots(outputs);
    if (options.gradsBatched()) {
      return new BatchedGradients(outputs, inputs, gradients, options).run();
    }
    Edge[] targets = inputs.toArray(Edge[]::new);
    Tensor[] results = new Engine(options).capture(outputs, seeds(outputs, gradients), targets);
    for (int i = 0; i < results.length; i++) {
      if (results[i] == null && options.materializeGrads()) results[i] = zeros(targets[i]);
      if (results[i] == null && !options.allowUnused()) throw unused(i);
    }
    return Arrays.asList(results);
  }

  /// Where the gradient of `tensor` goes: PyTorch's `GradientEdge`. It stays good when the tensor
  /// is gone.
  ///
  /// @throws TorchException if it does not require grad
  public static Edge gradientEdge(Tensor tensor) {
    Edge edge = tensor.gradientEdge();
    if (edge.isDefined()) return edge;
    throw TorchException.runtime(
        "It is not possible to get the gradient edge for a Tensor that does not require gradients");
  }

  /// Says that memory was changed behind autograd's back, so that nodes which saved it refuse to
  /// run.
  public static void incrementVersion(Tensor... changed) {
    for (Tensor tensor : changed) {
      tensor.requireWritable();
      tensor.bumpVersion();
    }
  }

  private static void requireInputs(int count, String caller) {
    if (count > 0) return;
    throw TorchException.runtime("`inputs` argument to `" + caller + "()` cannot be empty.");
  }

  private static TorchException unused(int index) {
    return TorchException.runtime(
        "The differentiated Tensor at index "
            + index
            + " appears to not have been used in the graph. Set allow_unused=True if this is the"
            + " desired behavior.");
  }

  private static List<Edge> edgesOf(List<Tensor> tensors) {
    return tensors.stream().map(Tensor::gradientEdge).toList();
  }

  private static void requireRoots(List<Edge> outputs) {
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i).isDefined()) continue;
      throw TorchException.runtime(
          "element " + i + " of tensors does not require grad and does not have a grad_fn");
    }
  }

  static Node.InputMetadata metadata(Edge edge) {
    return edge.node().inputMetadata().get(edge.inputNr());
  }

  private static Tensor zeros(Edge edge) {
    Node.InputMetadata expected = metadata(edge);
    return Tensor.zeros(expected.dtype(), expected.device(), expected.shape());
  }

  private static Tensor[] seeds(List<Edge> outputs, List<Tensor> gradients) {
    if (gradients != null && gradients.size() < outputs.size()) {
      throw TorchException.runtime(
          "got " + outputs.size() + " tensors and " + gradients.size() + " gradients");
    }
    Tensor[] seeds = new Tensor[outputs.size()];
    for (int i = 0; i < seeds.length; i++) {
      Tensor given = gradients == null ? null : gradients.get(i);
      Node.InputMetadata expected = metadata(outputs.get(i));
      seeds[i] = given == null ? implicitSeed(expected) : checkedSeed(expected, given, i);
    }
    return seeds;
  }

  private static Tensor implicitSeed(Node.InputMetadata output) {
    if (output.shape().product() != 1) {
      throw TorchException.runtime("grad can be implicitly created only for scalar outputs");
    }
    return noGrad(() -> Tensor.ones(output.dtype(), output.device(), output.shape()));
  }

  private static Tensor checkedSeed(Node.InputMetadata expected, Tensor given, int i) {
    if (given.shape().equals(expected.shape())) return given;
    throw TorchException.runtime(
        "Mismatch in shape: grad_output["
            + i
            + "] has a shape of torch.Size("
            + given.shape()
            + ") and output["
            + i
            + "] has a shape of torch.Size("
            + expected.shape()
            + ").");
  }
}
