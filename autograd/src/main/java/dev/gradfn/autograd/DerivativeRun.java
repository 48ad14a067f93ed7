package dev.gradfn.autograd;

import dev.gradfn.autograd.StrictMode.Independent;
import dev.gradfn.autograd.StrictMode.Missing;
import dev.gradfn.core.Dims;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One call of [Functional]: the function at inputs of its own, and what is asked of backward.
final class DerivativeRun {
  private final String name;
  private final Functional.Options options;
  private final StrictMode strict;
  private final List<Tensor> inputs;
  private final List<Tensor> outputs;

  DerivativeRun(
      String name, TensorFunction function, List<Tensor> given, Functional.Options options) {
    this.name = name;
    this.options = options;
    this.strict = StrictMode.of(options);
    this.inputs = given.stream().map(input -> own(input, true)).toList();
    this.outputs = List.of(function.apply(inputs.toArray(Tensor[]::new)));
  }

  /// Another tensor with the same elements, so that the function's inputs are told from whatever
  /// else it refers to.
  private Tensor own(Tensor tensor, boolean requiresGrad) {
    if (options.createGraph() && tensor.requiresGrad()) return tensor.view(tensor.shape());
    return tensor.detach().requiresGrad_(requiresGrad);
  }

  Functional.Product vjp(List<Tensor> v) {
    strict.requireInGraph(outputs, Independent.OUTPUT);
    List<Tensor> vector = v == null ? null : vector(v, outputs);
    if (vector == null && (outputs.size() != 1 || outputs.getFirst().numel() != 1)) {
      throw TorchException.runtime(
          "The vector v can only be None if the user-provided function returns a single Tensor with"
              + " a single element.");
    }
    List<Tensor> products = grad(outputs, inputs, vector, options.createGraph());
    return product(filled(products, inputs, Missing.BACK));
  }

  Functional.Product jvp(List<Tensor> v) {
    List<Tensor> vector = inputVector(v);
    strict.requireInGraph(outputs, Independent.OUTPUT);
    List<Tensor> weights = zerosInGraph(outputs);
    List<Tensor> gradients = grad(outputs, inputs, weights, true);
    strict.requireInGraph(gradients, Independent.GRADIENT);
    List<Tensor> products = grad(gradients, weights, vector, options.createGraph());
    return product(filled(products, outputs, Missing.BACK_TRICK));
  }

  Functional.Product vhp(List<Tensor> v) {
    List<Tensor> vector = inputVector(v);
    List<Tensor> gradients = gradientsOfSingleElement();
    List<Tensor> products = grad(gradients, inputs, vector, options.createGraph());
    return product(filled(products, inputs, Missing.DOUBLE_BACK));
  }

  Functional.Product hvp(List<Tensor> v) {
    List<Tensor> vector = inputVector(v);
    List<Tensor> gradients = gradientsOfSingleElement();
    List<Tensor> weights = zerosInGraph(inputs);
    List<Tensor> weighted = grad(gradients, inputs, weights, true);
    strict.requireInGraph(weighted, Independent.HESSIAN);
    List<Tensor> products = grad(weighted, weights, vector, options.createGraph());
    return product(filled(products, inputs, Missing.DOUBLE_BACK_TRICK));
  }

  List<List<Tensor>> jacobian() {
    strict.requireInGraph(outputs, Independent.OUTPUT);
    List<List<Tensor>> jacobian = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) jacobian.add(jacobianOf(i));
    return jacobian;
  }

  private List<Tensor> jacobianOf(int i) {
    Tensor output = outputs.get(i);
    List<List<Tensor>> rows = new ArrayList<>();
    for (Tensor _ : inputs) rows.add(new ArrayList<>());
    for (long n = 0; n < output.numel(); n++) {
      Tensor element = output.reshape(-1).select(0, n);
      List<Tensor> row = grad(List.of(element), inputs, null, options.createGraph(), true);
      for (int j = 0; j < row.size(); j++) rows.get(j).add(entry(row.get(j), i, j));
    }
    List<Tensor> jacobians = new ArrayList<>();
    for (int j = 0; j < rows.size(); j++) {
      Dims shape = joined(output.shape(), inputs.get(j).shape());
      jacobians.add(finished(Shapes.stack(rows.get(j), 0).view(shape)));
    }
    return jacobians;
  }

  private Tensor entry(Tensor gradient, int i, int j) {
    strict.requireEntry(gradient, i, j);
    return gradient != null ? gradient : AnalyticJacobian.zerosLike(inputs.get(j));
  }

  private static Dims joined(Dims first, Dims second) {
    long[] all = Arrays.copyOf(first.toArray(), first.rank() + second.rank());
    System.arraycopy(second.toArray(), 0, all, first.rank(), second.rank());
    return Dims.of(all);
  }

  /// The first derivatives of a function with one result of one element, in the graph.
  static Tensor[] gradients(TensorFunction function, Tensor[] given, Functional.Options options) {
    StrictMode strict = StrictMode.of(options);
    TensorFunction single =
        inputs -> {
          Tensor[] results = function.apply(inputs);
          strict.requireInGraph(List.of(results), Independent.OUTPUT);
          requireSingleElement(List.of(results), "hessian");
          return new Tensor[] {results[0].squeeze()};
        };
    Functional.Options inGraph = Functional.Options.DEFAULT.withCreateGraph(true);
    DerivativeRun run = new DerivativeRun("jacobian", single, List.of(given), inGraph);
    List<Tensor> gradients = run.jacobian().getFirst();
    strict.requireInGraph(gradients, Independent.JACOBIAN);
    return gradients.toArray(Tensor[]::new);
  }

  private List<Tensor> gradientsOfSingleElement() {
    strict.requireInGraph(outputs, Independent.OUTPUT);
    requireSingleElement(outputs, name);
    List<Tensor> gradients = grad(outputs, inputs, null, true);
    strict.requireInGraph(gradients, Independent.JACOBIAN);
    return gradients;
  }

  private static void requireSingleElement(List<Tensor> outputs, String name) {
    if (outputs.size() != 1) {
      throw TorchException.runtime(
          "The function given to " + name + " should return a single Tensor");
    }
    if (outputs.getFirst().numel() != 1) {
      throw TorchException.runtime(
          "The Tensor returned by the function given to "
              + name
              + " should contain a single element");
    }
  }

  // ---- vectors -------------------------------------------------------------------------------

  private List<Tensor> inputVector(List<Tensor> v) {
    if (v != null) return vector(v, inputs);
    if (inputs.size() == 1 && inputs.getFirst().numel() == 1) return null;
    throw TorchException.runtime(
        "The vector v can only be None if the input to the user-provided function is a single"
            + " Tensor with a single element.");
  }

  private List<Tensor> vector(List<Tensor> v, List<Tensor> others) {
    if (v.size() != others.size()) {
      throw TorchException.runtime(
          others.size() == 1
              ? "The given v should contain a single Tensor."
              : "v is a tuple of invalid length: should be "
                  + others.size()
                  + " but got "
                  + v.size()
                  + ".");
    }
    for (int i = 0; i < v.size(); i++) {
      Dims expected = others.get(i).shape();
      if (v.get(i).shape().equals(expected)) continue;
      throw TorchException.runtime(
          (others.size() == 1 ? "" : "Entry " + i + " in ")
              + "v has invalid size: should be torch.Size("
              + expected
              + ") but got torch.Size("
              + v.get(i).shape()
              + ").");
    }
    return v.stream().map(each -> own(each, false)).toList();
  }

  /// Backward is linear in these, so that their values do not matter.
  private static List<Tensor> zerosInGraph(List<Tensor> like) {
    return like.stream().map(each -> AnalyticJacobian.zerosLike(each).requiresGrad_()).toList();
  }

  // ---- backward ------------------------------------------------------------------------------

  private static List<Tensor> grad(
      List<Tensor> outputs, List<Tensor> inputs, List<Tensor> gradients, boolean createGraph) {
    return grad(outputs, inputs, gradients, createGraph, createGraph);
  }

  /// @param outputs those that are null or require no grad are left out
  /// @return one per input; null where no output depends on it
  private static List<Tensor> grad(
      List<Tensor> outputs,
      List<Tensor> inputs,
      List<Tensor> gradients,
      boolean createGraph,
      boolean retainGraph) {
    List<Tensor> asked = new ArrayList<>();
    List<Tensor> weights = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i) == null || !outputs.get(i).requiresGrad()) continue;
      asked.add(outputs.get(i));
      weights.add(gradients == null ? null : gradients.get(i));
    }
    if (asked.isEmpty()) return Arrays.asList(new Tensor[inputs.size()]);
    Autograd.Options options =
        Autograd.Options.DEFAULT
            .withCreateGraph(createGraph)
            .withRetainGraph(retainGraph)
            .withAllowUnused(true);
    return Autograd.grad(asked, inputs, weights, options);
  }

  private Functional.Product product(List<Tensor> products) {
    return new Functional.Product(
        outputs.stream().map(this::finished).toList(),
        products.stream().map(this::finished).toList());
  }

  private Tensor finished(Tensor tensor) {
    return options.createGraph() ? tensor : tensor.detach();
  }

  /// Zeros for what is missing.
  private List<Tensor> filled(List<Tensor> gradients, List<Tensor> like, Missing what) {
    strict.requireDependent(gradients, what);
    List<Tensor> filled = new ArrayList<>();
    for (int i = 0; i < gradients.size(); i++) {
      Tensor gradient = gradients.get(i);
      filled.add(gradient != null ? gradient : AnalyticJacobian.zerosLike(like.get(i)));
    }
    return filled;
  }
}
