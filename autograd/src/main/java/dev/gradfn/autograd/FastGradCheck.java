package dev.gradfn.autograd;

import dev.gradfn.autograd.GradCheckReport.Comparison;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Repr;
import java.util.ArrayList;
import java.util.List;

/// The fast mode of [GradCheck]: instead of every derivative, one number for each result and input:
/// the Jacobian between two random vectors, `v · J · u`.
final class FastGradCheck {
  private static final String SLOW_PASSES =
      "Fast gradcheck failed but element-wise differences are small. This means that the\n"
          + "test might've passed in slow_mode!\n\n"
          + "If you are adding a new operator, please file an issue and then use one of the\n"
          + "workarounds. The workaround depends on how your test invokes"
          + " gradcheck/gradgradcheck:\n\nIf the test\n"
          + "- manually invokes gradcheck/gradgradcheck, then call gradcheck/gradgradcheck\n"
          + "  with `fast_mode=False` as a keyword argument.\n"
          + "- is OpInfo-based (e.g., in test_ops_gradients.py), then modify the OpInfo for the"
          + " test\n  to have `gradcheck_fast_mode=False`\n"
          + "- is a Module test (e.g., in common_nn.py), then modify the corresponding\n"
          + "  module_test entry to have `gradcheck_fast_mode=False`";

  private final GradCheckRun run;
  private final GradCheckOptions options;
  private final Generator generator = new Generator();
  private final List<Tensor> ofInputs;
  private final List<Tensor> ofOutputs;

  FastGradCheck(GradCheckRun run) {
    this.run = run;
    this.options = run.options();
    this.ofInputs = run.wanted().stream().map(this::unitVector).toList();
    this.ofOutputs =
        GradCheckRun.requiringGrad(run.results()).stream().map(this::unitVector).toList();
  }

  /// A flat random vector of length 1 with as many elements as `tensor`.
  private Tensor unitVector(Tensor tensor) {
    RandomTensors.Options drawn = RandomTensors.Options.DEFAULT.withGenerator(generator);
    Tensor vector = RandomTensors.rand(Dims.of(tensor.numel()), drawn).to(tensor.dtype());
    return vector.div(vector.square().sum().sqrt());
  }

  void run() {
    List<Tensor[]> numeric = new ArrayList<>();
    for (int i = 0; i < ofInputs.size(); i++) numeric.add(numeric(i));
    List<Tensor> outputs = GradCheckRun.requiringGrad(run.results());
    if (outputs.isEmpty()) requireZero(numeric);
    List<List<Tensor>> analytic = new ArrayList<>();
    for (int j = 0; j < outputs.size(); j++) {
      Tensor vector = ofOutputs.get(j).view(outputs.get(j).shape());
      analytic.add(run.analytic(outputs.get(j)).times(vector));
    }
    for (int i = 0; i < ofInputs.size(); i++) {
      for (int j = 0; j < outputs.size(); j++) {
        compare(i, j, numeric.get(i)[placeOf(j)], analytic.get(j).get(i));
      }
    }
  }

  /// Where the differentiable output `j` is among the results.
  private int placeOf(int j) {
    int place = -1;
    for (int left = j; left >= 0; left--) {
      do place++;
      while (!run.results()[place].requiresGrad());
    }
    return place;
  }

  /// `J · u` for each result.
  private Tensor[] numeric(int i) {
    Tensor input = run.wanted().get(i).data();
    Tensor step = ofInputs.get(i).mul(options.eps).view(input.shape());
    double norm = step.square().sum().sqrt().item();
    return run.numeric().along(input, step, input.numel() == 0 ? 1 : norm, "by " + step);
  }

  private void requireZero(List<Tensor[]> numeric) {
    for (Tensor[] products : numeric) {
      for (Tensor product : products) {
        if (product == null) continue;
        for (double value : product.toDoubleArray()) {
          if (Math.abs(value) > options.nondetTol) throw GradCheckRun.expectedZero();
        }
      }
    }
  }

  private void compare(int input, int output, Tensor numeric, Tensor analytic) {
    Tensor u = ofInputs.get(input);
    Tensor v = ofOutputs.get(output);
    Tensor numerical = numeric.mul(v).sum();
    Tensor analytical = analytic.reshape(-1).mul(u).sum();
    double atol = options.atol * u.sum().item() * v.sum().item();
    if (Comparison.close(analytical, numerical, options.rtol, atol)) return;
    throw TorchException.gradcheck(
        Comparison.mismatch(
                output, input, Repr.number(numerical.item()), Repr.number(analytical.item()))
            + inFull(input, output));
  }

  private String inFull(int input, int output) {
    int place = placeOf(output);
    Tensor numerical = run.numeric().of(run.places().get(input), run.results(), options.eps)[place];
    Tensor analytical = run.analytic(run.results()[place]).whole().get(input);
    double difference = 0;
    for (double each : numerical.sub(analytical).abs().toDoubleArray()) {
      difference = Math.max(difference, each);
    }
    boolean close = Comparison.close(analytical, numerical, options.rtol, options.atol);
    return "\nThe above quantities relating the numerical and analytical jacobians are computed \n"
        + "in fast mode. See: https://github.com/pytorch/pytorch/issues/53876 for more background \n"
        + "about fast mode. Below, we recompute numerical and analytical jacobians in slow mode:\n\n"
        + "Numerical:\n "
        + numerical
        + "\nAnalytical:\n"
        + analytical
        + "\n\nThe max per-element difference (slow mode) is: "
        + Repr.number(difference)
        + ".\n"
        + (close ? SLOW_PASSES : "");
  }
}
