package dev.gradfn.autograd;

import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// `torch.autograd.gradcheck`: whether the derivatives of a function agree with finite differences.
///
/// ```java
/// Tensor x = Tensor.of(new double[] {1, 2}, 2).requiresGrad_();
/// GradCheck.gradcheck(TensorFunction.of(Tensor::sin), List.of(x));
/// ```
///
/// Inputs are changed in place meanwhile, and restored.
public final class GradCheck {
  private GradCheck() {}

  public static boolean gradcheck(TensorFunction function, List<Tensor> inputs) {
    return gradcheck(function, inputs, new GradCheckOptions());
  }

  /// @param inputs those that require grad are checked; they should be float64, each element in a
  ///   place of its own
  /// @return true; false only if `raiseException` is off
  /// @throws TorchException of kind `GRADCHECK`, in PyTorch's words, if a check fails
  public static boolean gradcheck(
      TensorFunction function, List<Tensor> inputs, GradCheckOptions options) {
    try {
      new GradCheckRun(function, inputs, options).run();
      return true;
    } catch (TorchException e) {
      if (e.kind() != TorchException.Kind.GRADCHECK || options.raiseException) throw e;
      return false;
    }
  }

  /// All derivatives beside their finite differences, whether they agree or not; one line for each
  /// when printed. Nothing else is checked.
  public static GradCheckReport report(
      TensorFunction function, List<Tensor> inputs, GradCheckOptions options) {
    return new GradCheckRun(function, inputs, options).report();
  }

  public static boolean gradgradcheck(TensorFunction function, List<Tensor> inputs) {
    return gradgradcheck(function, inputs, null, new GradCheckOptions());
  }

  /// Checks second derivatives: by the inputs, and by the incoming gradients that require grad.
  ///
  /// @param gradOutputs incoming gradients, one for each result that requires grad; null: random
  public static boolean gradgradcheck(
      TensorFunction function,
      List<Tensor> inputs,
      List<Tensor> gradOutputs,
      GradCheckOptions options) {
    List<Tensor> all = new ArrayList<>(inputs);
    all.addAll(gradOutputs != null ? gradOutputs : randomGradients(function, inputs, options));
    TensorFunction backward = given -> gradients(function, given, inputs.size());
    return gradcheck(backward, all, options);
  }

  /// @param given the inputs of `function`, then the incoming gradients
  private static Tensor[] gradients(TensorFunction function, Tensor[] given, int inputCount) {
    Tensor[] inputs = Arrays.copyOf(given, inputCount);
    List<Tensor> incoming = Arrays.asList(given).subList(inputCount, given.length);
    List<Tensor> outputs = GradCheckRun.requiringGrad(function.apply(inputs));
    Autograd.Options options = Autograd.Options.DEFAULT.withCreateGraph(true).withAllowUnused(true);
    return Autograd.grad(outputs, GradCheckRun.requiringGrad(inputs), incoming, options).stream()
        .filter(Objects::nonNull)
        .toArray(Tensor[]::new);
  }

  private static List<Tensor> randomGradients(
      TensorFunction function, List<Tensor> inputs, GradCheckOptions options) {
    List<Tensor> gradients = new ArrayList<>();
    Tensor[] outputs = function.apply(inputs.toArray(Tensor[]::new));
    for (Tensor output : GradCheckRun.requiringGrad(outputs)) {
      gradients.add(randomLike(output, options.nonContiguousGradOutputs).requiresGrad_());
    }
    return gradients;
  }

  /// Numbers in `[-1, 1)`.
  private static Tensor randomLike(Tensor output, boolean nonContiguous) {
    Dims shape = output.shape();
    boolean gaps = nonContiguous && output.numel() > 1;
    int last = shape.rank() - 1;
    Dims room = gaps ? shape.with(last, 2 * shape.get(last)) : shape;
    Tensor random = Tensor.empty(output.dtype(), output.device(), Geometry.contiguous(room));
    random.uniform_(-1, 1);
    return gaps ? random.slice(last, 0, Long.MAX_VALUE, 2).detach() : random;
  }
}
