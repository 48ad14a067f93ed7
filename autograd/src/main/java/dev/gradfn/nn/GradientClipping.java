package dev.gradfn.nn;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.op.Clamp;
import dev.gradfn.op.VectorNorm;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/// Keeps gradients small: `torch.nn.utils.clip_grad_norm_` and its kin. They change gradients in
/// place, between backward and the step of the optimiser.
public final class GradientClipping {
  private static final double EPSILON = 1e-6;

  private GradientClipping() {}

  /// [#clipGradNorm_(Collection, double, double, boolean)] for the euclidean norm.
  public static Tensor clipGradNorm_(Collection<Tensor> parameters, double maxNorm) {
    return clipGradNorm_(parameters, maxNorm, 2, false);
  }

  /// Scales all gradients by one factor, so that the norm of them all is at most `maxNorm`.
  ///
  /// @param normType order of the norm; may be infinite
  /// @param errorIfNonfinite refuse a norm that is no number; otherwise all gradients become so
  /// @return the norm before
  public static Tensor clipGradNorm_(
      Collection<Tensor> parameters, double maxNorm, double normType, boolean errorIfNonfinite) {
    Tensor norm = getTotalNorm(gradients(parameters), normType, errorIfNonfinite);
    clipGradsWithNorm_(parameters, maxNorm, norm);
    return norm;
  }

  /// The norm of all tensors as if they were one vector; 0 for none.
  ///
  /// @throws TorchException if it is not finite and `errorIfNonfinite`
  public static Tensor getTotalNorm(
      Collection<Tensor> tensors, double normType, boolean errorIfNonfinite) {
    if (tensors.isEmpty()) return Tensor.of(new float[1], new long[0]);
    try (var _ = Autograd.noGrad()) {
      List<Tensor> norms = tensors.stream().map(tensor -> norm(tensor, normType)).toList();
      Tensor total = norm(Shapes.stack(norms, 0), normType);
      if (errorIfNonfinite && !Double.isFinite(total.item())) throw notFinite(normType);
      return total;
    }
  }

  private static Tensor norm(Tensor tensor, double normType) {
    return Operations.apply(new VectorNorm(normType, null, false, null), tensor);
  }

  private static TorchException notFinite(double normType) {
    return TorchException.runtime(
        "The total norm of order "
            + Repr.number(normType)
            + " for gradients from `parameters` is non-finite, so it cannot be clipped. To disable"
            + " this error and scale the gradients by the non-finite norm anyway, set"
            + " `error_if_nonfinite=False`");
  }

  /// Scales all gradients by `maxNorm / totalNorm`, where that makes them smaller.
  public static void clipGradsWithNorm_(
      Collection<Tensor> parameters, double maxNorm, Tensor totalNorm) {
    try (var _ = Autograd.noGrad()) {
      Tensor factor = totalNorm.add(EPSILON).reciprocal().mul(maxNorm).clampMax(1.0);
      for (Tensor gradient : gradients(parameters)) gradient.mul_(factor);
    }
  }

  /// Brings each element of the gradients into `[-value, value]`.
  public static void clipGradValue_(Collection<Tensor> parameters, double value) {
    Clamp bounds = new Clamp(Clamp.Row.CLAMP, -value, value);
    try (var _ = Autograd.noGrad()) {
      for (Tensor gradient : gradients(parameters)) Operations.applyInPlace(bounds, gradient);
    }
  }

  private static List<Tensor> gradients(Collection<Tensor> parameters) {
    return parameters.stream().map(Tensor::grad).filter(Objects::nonNull).toList();
  }
}
