package dev.gradfn.nn;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.op.LogSigmoid;
import dev.gradfn.op.WithNumber;

/// Losses of `torch.nn.functional` that are minus the logarithm of a probability. Their results are
/// not reduced yet, see [Losses#reduced].
public final class LikelihoodLosses {
  private LikelihoodLosses() {}

  /// Of counts `target`, which follow a Poisson distribution.
  ///
  /// @param x its parameter, or with `logInput` the logarithm of that
  /// @param full adds Stirling's approximation of `log(target!)` where the target is above 1
  /// @param eps added to a parameter whose logarithm is taken
  public static Tensor poisson(
      Tensor x, Tensor target, boolean logInput, boolean full, double eps) {
    // PyTorch's order, in which backward adds the two gradients.
    Tensor product = target.mul(logInput ? x : WithNumber.add(x, eps).log());
    Tensor loss = (logInput ? x.exp() : x).sub(product);
    if (!full) return loss;
    Tensor circle = WithNumber.mul(target, 2 * Math.PI).log();
    Tensor stirling = target.mul(target.log()).sub(target).add(WithNumber.mul(circle, 0.5));
    return loss.add_(stirling.maskedFill(target.le(1), 0.0));
  }

  /// Of `target`, which follows a normal distribution around `x`.
  ///
  /// @param variance of the shape of `x`, or with one dimension of size 1, or without the last
  /// @param full adds the constant `log(2π) / 2`
  /// @param eps what variances count as at least; the gradient does not see it
  public static Tensor gaussian(
      Tensor x, Tensor target, Tensor variance, boolean full, double eps) {
    Tensor least = fitted(variance, x.shape()).cloned();
    try (var _ = Autograd.noGrad()) {
      least.clamp_(eps, null);
    }
    Tensor loss = least.log().add(x.sub(target).pow(2L).div(least)).mul(0.5);
    return full ? loss.add_(0.5 * Math.log(2 * Math.PI)) : loss;
  }

  private static Tensor fitted(Tensor variance, Dims shape) {
    Tensor fitted = variance;
    if (!variance.shape().equals(shape)) {
      boolean perRow =
          shape.rank() > 0 && variance.shape().equals(shape.slice(0, shape.rank() - 1));
      if (perRow) fitted = variance.unsqueeze(-1);
      else if (!hasOneSingle(variance.shape(), shape)) {
        throw TorchException.value("var is of incorrect size");
      }
    }
    requireNotNegative(variance);
    return fitted;
  }

  private static void requireNotNegative(Tensor variance) {
    if (variance.device() == Device.META) return;
    for (double value : variance.toDoubleArray()) {
      if (value < 0) throw TorchException.value("var has negative entry/entries");
    }
  }

  /// Whether the shapes differ in one dimension, which has size 1.
  private static boolean hasOneSingle(Dims variance, Dims shape) {
    if (variance.rank() != shape.rank()) return false;
    int different = 0;
    for (int i = 0; i < shape.rank(); i++) {
      if (variance.get(i) == shape.get(i)) continue;
      if (variance.get(i) != 1) return false;
      different++;
    }
    return different == 1;
  }

  /// The mean over classes (the last dimension) of the two-class cross entropy of each.
  ///
  /// @param weight one per class; null: 1
  public static Tensor multilabelSoftMargin(Tensor x, Tensor target, Tensor weight) {
    Tensor named = target.mul(LogSigmoid.of(x));
    Tensor others = Tensor.number(1).sub(target).mul(LogSigmoid.of(x.neg()));
    Tensor loss = named.add(others).neg();
    if (weight != null) loss = loss.mul(weight);
    int last = x.dim() - 1;
    return loss.sum(Dims.of(last), false).div(x.shape().get(last));
  }
}
