package dev.gradfn.autograd;

import dev.gradfn.autograd.GradCheckReport.Comparison;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One call of [GradCheck#gradcheck]: derivatives, then what else backward has to keep to.
final class GradCheckRun {
  private final TensorFunction function;
  private final Tensor[] inputs;

  /// Places of the inputs that require grad.
  private final List<Integer> places = new ArrayList<>();

  private final GradCheckOptions options;
  private final NumericJacobian numeric;
  private final Tensor[] results;

  GradCheckRun(TensorFunction function, List<Tensor> inputs, GradCheckOptions options) {
    this.function = function;
    this.inputs = inputs.toArray(Tensor[]::new);
    this.options = options;
    this.numeric = new NumericJacobian(function, this.inputs);
    checkInputs();
    this.results = function.apply(this.inputs.clone());
  }

  static List<Tensor> requiringGrad(Tensor[] tensors) {
    return Arrays.stream(tensors).filter(Tensor::requiresGrad).toList();
  }

  private void checkInputs() {
    for (int i = 0; i < inputs.length; i++) {
      if (!inputs[i].requiresGrad()) continue;
      if (inputs[i].dtype() != DType.FLOAT64) warnOfPrecision(i);
      requireOwnPlaces(i);
      inputs[i].retainGrad();
      places.add(i);
    }
    if (!places.isEmpty()) return;
    throw TorchException.value(
        "gradcheck expects at least one input tensor to require gradient, but none of them have"
            + " requires_grad=True.");
  }

  private static void warnOfPrecision(int i) {
    Warnings.warn(
        "Input #"
            + i
            + " requires gradient and is not a double precision floating point or complex. This"
            + " check will likely fail if all the inputs are not of double precision floating point"
            + " or complex. ");
  }

  private void requireOwnPlaces(int i) {
    Dims shape = inputs[i].shape();
    for (int d = 0; d < shape.rank(); d++) {
      if (inputs[i].strides().get(d) > 0 || shape.get(d) <= 1) continue;
      throw TorchException.runtime(
          "The "
              + i
              + "th input has a dimension with stride 0. gradcheck only supports inputs that are"
              + " non-overlapping to be able to compute the numerical gradients correctly. You"
              + " should call .contiguous on the input before passing it to gradcheck.");
    }
  }

  /// @throws TorchException of kind `GRADCHECK`
  void run() {
    List<Tensor> outputs = requiringGrad(results);
    if (options.fastMode) new FastGradCheck(this).run();
    else compareAll(outputs);
    if (outputs.isEmpty()) return;
    for (int i = 0; i < outputs.size() && options.checkBatchedGrad; i++) {
      checkBatched(outputs.get(i), i);
    }
    checkLinear(outputs);
    if (options.checkUndefinedGrad) checkUndefined(outputs.size());
  }

  private void compareAll(List<Tensor> outputs) {
    List<List<Tensor>> numerical = numerical();
    if (outputs.isEmpty()) {
      requireZero(numerical);
      return;
    }
    for (int i = 0; i < outputs.size(); i++) {
      for (Comparison comparison : comparisons(outputs.get(i), i, numerical.get(i))) {
        if (!comparison.agrees()) throw TorchException.gradcheck(comparison.mismatch());
      }
    }
  }

  GradCheckReport report() {
    List<Tensor> outputs = requiringGrad(results);
    List<List<Tensor>> numerical = numerical();
    List<Comparison> all = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      all.addAll(comparisons(outputs.get(i), i, numerical.get(i)));
    }
    return new GradCheckReport(all);
  }

  /// Per result (if some require grad, only those), per input that requires grad.
  private List<List<Tensor>> numerical() {
    boolean none = requiringGrad(results).isEmpty();
    List<Tensor[]> byInput = new ArrayList<>();
    for (int place : places) byInput.add(numeric.of(place, results, options.eps));
    List<List<Tensor>> byResult = new ArrayList<>();
    for (int j = 0; j < results.length; j++) {
      if (!results[j].dtype().isFloatingPoint() || !(none || results[j].requiresGrad())) continue;
      int result = j;
      byResult.add(byInput.stream().map(jacobians -> jacobians[result]).toList());
    }
    return byResult;
  }

  private static void requireZero(List<List<Tensor>> jacobians) {
    for (List<Tensor> ofResult : jacobians) {
      for (Tensor jacobian : ofResult) {
        if (!isZero(jacobian)) throw expectedZero();
      }
    }
  }

  static TorchException expectedZero() {
    return TorchException.gradcheck("Numerical gradient for function expected to be zero");
  }

  private List<Comparison> comparisons(Tensor output, int index, List<Tensor> numerical) {
    List<Tensor> analytical = analytic(output).whole();
    List<Comparison> all = new ArrayList<>();
    for (int j = 0; j < analytical.size(); j++) {
      all.add(Comparison.of(index, j, numerical.get(j), analytical.get(j), options));
    }
    return all;
  }

  AnalyticJacobian analytic(Tensor output) {
    return new AnalyticJacobian(output, wanted(), options);
  }

  // ---- what else backward has to keep to -----------------------------------------------------

  /// Two incoming gradients at once give what each gives alone.
  private void checkBatched(Tensor output, int index) {
    Tensor batch = RandomTensors.randn(output.shape().insert(0, 2), randomLike(output));
    Autograd.Options batched =
        Autograd.Options.DEFAULT
            .withRetainGraph(true)
            .withMaterializeGrads(true)
            .withGradsBatched(true);
    List<Tensor> together = Autograd.grad(List.of(output), wanted(), List.of(batch), batched);
    for (int n = 0; n < 2; n++) {
      List<Tensor> alone = analytic(output).vectorTimesJacobian(batch.select(0, n));
      for (int j = 0; j < alone.size(); j++) {
        Tensor expected = alone.get(j) != null ? alone.get(j) : zeros(wanted().get(j));
        Tensor got = together.get(j).select(0, n);
        if (got.allClose(expected, 1e-5, 1e-8, false)) continue;
        throw TorchException.gradcheck(
            "For output "
                + index
                + " and input "
                + j
                + ":\n\ngradcheck or gradgradcheck failed"
                + " while testing batched gradient computation.\n\nGot:\n"
                + got
                + "\n\nExpected:\n"
                + expected);
      }
    }
  }

  private static RandomTensors.Options randomLike(Tensor tensor) {
    return RandomTensors.Options.DEFAULT.withDtype(tensor.dtype()).withDevice(tensor.device());
  }

  /// Zeros in, zeros out.
  private void checkLinear(List<Tensor> outputs) {
    List<Tensor> zeros = outputs.stream().map(GradCheckRun::zeros).toList();
    List<Tensor> gradients = Autograd.grad(outputs, wanted(), zeros, UNUSED_ALLOWED);
    for (int i = 0; i < gradients.size(); i++) {
      Tensor gradient = gradients.get(i);
      if (gradient == null) continue;
      boolean zero =
          options.masked ? gradient.allClose(zeros(gradient), 1e-5, 1e-8, false) : isZero(gradient);
      if (!zero) throw TorchException.gradcheck("backward not multiplied by grad_output");
      if (gradient.dtype() != wanted().get(i).dtype()) {
        throw TorchException.gradcheck("grad is incorrect type");
      }
      if (!gradient.shape().equals(wanted().get(i).shape())) {
        throw TorchException.gradcheck("grad is incorrect size");
      }
    }
  }

  private static final Autograd.Options UNUSED_ALLOWED =
      Autograd.Options.DEFAULT.withAllowUnused(true);

  /// Hands on its input, and no gradient back.
  private static final class Undefined extends Function {
    @Override
    protected Tensor[] forward(Context ctx, Tensor... inputs) {
      return inputs;
    }

    @Override
    protected Tensor[] backward(Context ctx, Tensor... gradients) {
      return new Tensor[1];
    }
  }

  /// Results that no gradient arrives at count as zero: all of them, then one at a time.
  private void checkUndefined(int outputs) {
    checkUndefinedAt(-1);
    for (int i = 0; i < outputs && outputs > 1; i++) checkUndefinedAt(i);
  }

  private void checkUndefinedAt(int undefined) {
    List<Tensor> outputs = new ArrayList<>(requiringGrad(function.apply(inputs.clone())));
    for (int i = 0; i < outputs.size(); i++) {
      if (undefined < 0 || i == undefined) outputs.set(i, new Undefined().apply(outputs.get(i)));
    }
    for (Tensor gradient : gradientsOfZeros(outputs)) {
      if (gradient == null || isZero(gradient)) continue;
      warnOfNewCheck();
      throw TorchException.gradcheck(
          "Expected all input grads to be undefined or zero when all output grads are undefined or"
              + " zero. Please look at \"Notes about undefined output gradients\" in"
              + " \"tools/autograd/derivatives.yaml\"");
    }
  }

  private List<Tensor> gradientsOfZeros(List<Tensor> outputs) {
    List<Tensor> zeros = outputs.stream().map(GradCheckRun::zeros).toList();
    try {
      return Autograd.grad(outputs, wanted(), zeros, UNUSED_ALLOWED);
    } catch (TorchException e) {
      if (e.kind() != TorchException.Kind.RUNTIME) throw e;
      warnOfNewCheck();
      throw TorchException.gradcheck(
          "Expected backward function to handle undefined output grads. Please look at \"Notes"
              + " about undefined output gradients\" in \"tools/autograd/derivatives.yaml\"");
    }
  }

  private static void warnOfNewCheck() {
    Warnings.warn(
        "Backwards compatibility: New undefined gradient support checking feature is enabled by"
            + " default, but it may break existing callers of this function. If this is true for"
            + " you, you can call this function with \"check_undefined_grad=False\" to disable the"
            + " feature");
  }

  // ---- for all checks ------------------------------------------------------------------------

  List<Tensor> wanted() {
    return places.stream().map(place -> inputs[place]).toList();
  }

  List<Integer> places() {
    return places;
  }

  Tensor[] results() {
    return results;
  }

  NumericJacobian numeric() {
    return numeric;
  }

  GradCheckOptions options() {
    return options;
  }

  private static boolean isZero(Tensor tensor) {
    for (double value : tensor.toDoubleArray()) {
      if (value != 0) return false;
    }
    return true;
  }

  private static Tensor zeros(Tensor like) {
    return AnalyticJacobian.zerosLike(like);
  }
}
