package dev.gradfn.autograd;

import dev.gradfn.core.Dims;
import dev.gradfn.nn.Repr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What backward says about the derivatives of one result, asked twice to see whether it always
/// says the same.
record AnalyticJacobian(Tensor output, List<Tensor> inputs, GradCheckOptions options) {
  private static final String ADVICE =
      "\n\nNOTE: If your op relies on non-deterministic operations i.e., it is listed here:\n"
          + "https://pytorch.org/docs/stable/generated/torch.use_deterministic_algorithms.html\n"
          + "this failure might be expected.\n\n"
          + "If you are adding a new operator, please file an issue and then use one of the\n"
          + "workarounds. The workaround depends on how your test invokes"
          + " gradcheck/gradgradcheck.\nIf the test\n"
          + "- manually invokes gradcheck/gradgradcheck, then call gradcheck/gradgradcheck\n"
          + "  with `nondet_tol=<tol>` as a keyword argument.\n"
          + "- is OpInfo-based (e.g., in test_ops_gradients.py), then modify the OpInfo for the"
          + " test\n  to have `gradcheck_nondet_tol=<tol>`.\n"
          + "- is a Module test (e.g., in common_nn.py), then modify the corresponding\n"
          + "  module_test entry to have `gradcheck_nondet_tol=<tol>`\n";

  /// The whole Jacobian by each input: a row for each of its elements, a column for each of the
  /// result.
  List<Tensor> whole() {
    Tensor flat = zerosLike(output).view(-1);
    List<Tensor> columns = new ArrayList<>();
    for (long j = 0; j < flat.numel(); j++) {
      Tensor one = zerosLike(flat);
      one.select(0, j).add_(1);
      columns.add(one.view(output.shape()));
    }
    return checked(columns);
  }

  /// The product of `vector`, of the result's shape, and the Jacobian by each input: one column.
  List<Tensor> times(Tensor vector) {
    return checked(List.of(vector));
  }

  private List<Tensor> checked(List<Tensor> incoming) {
    List<List<Tensor>> first = gradients(incoming);
    List<List<Tensor>> second = gradients(incoming);
    List<Tensor> jacobians = new ArrayList<>();
    boolean sameTypes = true;
    boolean reentrant = true;
    for (int i = 0; i < inputs.size(); i++) {
      for (Tensor gradient : first.get(i)) {
        if (gradient == null) continue;
        requireSize(gradient, inputs.get(i));
        sameTypes &= gradient.dtype() == inputs.get(i).dtype();
      }
      Tensor jacobian = columns(first.get(i), inputs.get(i));
      reentrant &= isNear(jacobian, columns(second.get(i), inputs.get(i)));
      jacobians.add(jacobian);
    }
    if (options.checkGradDtypes && !sameTypes) {
      throw TorchException.gradcheck("Gradient has dtype mismatch");
    }
    if (!reentrant) throw notReentrant();
    return jacobians;
  }

  private static void requireSize(Tensor gradient, Tensor input) {
    if (gradient.shape().equals(input.shape())) return;
    throw TorchException.gradcheck("Analytical gradient has incorrect size");
  }

  /// Per input, per incoming gradient.
  private List<List<Tensor>> gradients(List<Tensor> incoming) {
    List<List<Tensor>> gradients = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) gradients.add(new ArrayList<>());
    for (Tensor vector : incoming) {
      List<Tensor> row = vectorTimesJacobian(vector);
      for (int i = 0; i < row.size(); i++) gradients.get(i).add(row.get(i));
    }
    return gradients;
  }

  List<Tensor> vectorTimesJacobian(Tensor vector) {
    Autograd.Options keeping = Autograd.Options.DEFAULT.withRetainGraph(true).withAllowUnused(true);
    return Autograd.grad(List.of(output), inputs, Arrays.asList(vector), keeping);
  }

  private static Tensor columns(List<Tensor> gradients, Tensor input) {
    Dims shape = Dims.of(input.numel(), gradients.size());
    Tensor jacobian = Tensor.zeros(input.dtype(), input.device(), shape);
    for (int j = 0; j < gradients.size(); j++) {
      if (gradients.get(j) == null) continue;
      jacobian.select(1, j).copy_(gradients.get(j).detach().reshape(-1));
    }
    return jacobian;
  }

  private boolean isNear(Tensor a, Tensor b) {
    for (double difference : a.sub(b).abs().toDoubleArray()) {
      if (difference > options.nondetTol) return false;
    }
    return true;
  }

  private TorchException notReentrant() {
    return TorchException.gradcheck(
        "Backward is not reentrant, i.e., running backward with same input and grad_output multiple"
            + " times gives different values, although analytical gradient matches numerical"
            + " gradient.The tolerance for nondeterminism was "
            + Repr.number(options.nondetTol)
            + "."
            + ADVICE);
  }

  static Tensor zerosLike(Tensor tensor) {
    return Tensor.zeros(tensor.dtype(), tensor.device(), tensor.shape());
  }
}
