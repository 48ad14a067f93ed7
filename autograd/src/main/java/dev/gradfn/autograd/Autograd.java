package dev.gradfn.autograd;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// `torch.autograd`: grad mode, and gradients of tensors with respect to others.
public final class Autograd {
  private Autograd() {}

  /// Ends a grad mode: restores the one before.
  public interface GradMode extends AutoCloseable {
    @Override
    void close();
  }

  public static boolean isGradEnabled() {
    return ThreadState.current().gradEnabled;
  }

  /// Switches recording on or off for this thread, until the result is closed or for good.
  public static GradMode setGradEnabled(boolean enabled) {
    ThreadState state = ThreadState.current();
    boolean before = state.gradEnabled;
    state.gradEnabled = enabled;
    return () -> state.gradEnabled = before;
  }

  /// `try (var _ = Autograd.noGrad()) { … }`: nothing is recorded inside.
  public static GradMode noGrad() {
    return setGradEnabled(false);
  }

  public static <T> T noGrad(Supplier<T> body) {
    try (GradMode _ = noGrad()) {
      return body.get();
    }
  }

  public static GradMode enableGrad() {
    return setGradEnabled(true);
  }

  /// Options of [#backward] and [#grad], with PyTorch's defaults.
  ///
  /// @param retainGraph null: as `createGraph`
  public record Options(Boolean retainGraph, boolean createGraph, boolean allowUnused) {
    public static final Options DEFAULT = new Options(null, false, false);

    public Options withRetainGraph(boolean retain) {
      return new Options(retain, createGraph, allowUnused);
    }

    public Options withCreateGraph(boolean create) {
      return new Options(retainGraph, create, allowUnused);
    }

    public Options withAllowUnused(boolean allow) {
      return new Options(retainGraph, createGraph, allow);
    }

    boolean keepsGraph() {
      return retainGraph == null ? createGraph : retainGraph;
    }
  }

  /// Accumulates the gradient of `outputs`, each weighted by its gradient, into the leaves.
  ///
  /// @param gradients one per output; null, or a null entry, stands for 1 if the output is a scalar
  public static void backward(List<Tensor> outputs, List<Tensor> gradients, Options options) {
    new Engine(options).run(roots(outputs), seeds(outputs, gradients));
  }

  /// The gradients of `outputs` with respect to `inputs`, without touching any `.grad`.
  ///
  /// @return one per input; null where the input was not used and `allowUnused` is set
  public static List<Tensor> grad(
      List<Tensor> outputs, List<Tensor> inputs, List<Tensor> gradients, Options options) {
    if (inputs.isEmpty()) {
      throw TorchException.runtime("`inputs` argument to `grad()` cannot be empty.");
    }
    Edge[] targets = new Edge[inputs.size()];
    for (int i = 0; i < targets.length; i++) {
      Tensor input = inputs.get(i);
      if (!input.requiresGrad()) {
        throw TorchException.runtime("One of the differentiated Tensors does not require grad");
      }
      targets[i] = input.gradientEdge();
    }
    Tensor[] results = new Engine(options).run(roots(outputs), seeds(outputs, gradients), targets);
    for (int i = 0; i < results.length && !options.allowUnused(); i++) {
      if (results[i] == null) throw unused(i);
    }
    return Arrays.asList(results);
  }

  private static TorchException unused(int index) {
    return TorchException.runtime(
        "The differentiated Tensor at index "
            + index
            + " appears to not have been used in the graph. Set allow_unused=True if this is the"
            + " desired behavior.");
  }

  private static List<Edge> roots(List<Tensor> outputs) {
    for (int i = 0; i < outputs.size(); i++) {
      if (!outputs.get(i).gradientEdge().isDefined()) {
        throw TorchException.runtime(
            "element " + i + " of tensors does not require grad and does not have a grad_fn");
      }
    }
    return outputs.stream().map(Tensor::gradientEdge).toList();
  }

  private static Tensor[] seeds(List<Tensor> outputs, List<Tensor> gradients) {
    if (gradients != null && gradients.size() < outputs.size()) {
      throw TorchException.runtime(
          "got " + outputs.size() + " tensors and " + gradients.size() + " gradients");
    }
    Tensor[] seeds = new Tensor[outputs.size()];
    for (int i = 0; i < seeds.length; i++) {
      Tensor given = gradients == null ? null : gradients.get(i);
      seeds[i] = given == null ? implicitSeed(outputs.get(i)) : checkedSeed(outputs, given, i);
    }
    return seeds;
  }

  private static Tensor implicitSeed(Tensor output) {
    if (output.numel() != 1) {
      throw TorchException.runtime("grad can be implicitly created only for scalar outputs");
    }
    return noGrad(() -> Tensor.ones(output.dtype(), output.device(), output.shape()));
  }

  private static Tensor checkedSeed(List<Tensor> outputs, Tensor given, int i) {
    if (given.shape().equals(outputs.get(i).shape())) return given;
    throw TorchException.runtime(
        "Mismatch in shape: grad_output["
            + i
            + "] has a shape of torch.Size("
            + given.shape()
            + ") and output["
            + i
            + "] has a shape of torch.Size("
            + outputs.get(i).shape()
            + ").");
  }
}
