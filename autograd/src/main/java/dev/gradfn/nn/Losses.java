package dev.gradfn.nn;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import dev.gradfn.op.ElementaryPair;
import dev.gradfn.op.Loss;
import dev.gradfn.op.Mean;
import dev.gradfn.op.NllLoss;
import dev.gradfn.op.Softmax;
import dev.gradfn.op.WithNumber;

/// Losses of `torch.nn.functional` that PyTorch composes of several operations.
///
/// `reduction` is one of [Loss#NONE], [Loss#MEAN], [Loss#SUM].
public final class Losses {
  private Losses() {}

  /// Minus the logarithm of the probability that softmax gives the target's class.
  ///
  /// @param x scores, `[c]` or `[n, c, *]`
  /// @param target classes `[n, *]` (integers), or probabilities of the shape of `x`
  /// @param weight one per class; null: 1
  /// @param ignoreIndex the class that takes no part
  /// @param smoothing the share of the target that is spread over all classes, 0 to 1
  public static Tensor crossEntropy(
      Tensor x, Tensor target, Tensor weight, long ignoreIndex, long reduction, double smoothing) {
    if (smoothing < 0 || smoothing > 1) {
      throw TorchException.runtime(
          "label_smoothing must be between 0.0 and 1.0. Got: " + smoothing);
    }
    if (x.shape().equals(target.shape())) {
      if (!target.dtype().isFloatingPoint()) {
        throw TorchException.runtime(
            "Expected floating point type for target with class probabilities, got "
                + target.dtype().scalarType());
      }
      if (ignoreIndex >= 0) {
        throw TorchException.runtime("ignore_index is not supported for floating point target");
      }
      return ofProbabilities(x, target, weight, reduction, smoothing);
    }
    Tensor logs = Operations.apply(new Softmax(Softmax.Kind.LOG, classDim(x)), x);
    if (smoothing == 0) return nll(logs, target, weight, ignoreIndex, reduction);
    return smoothed(logs, target, weight, ignoreIndex, reduction, smoothing);
  }

  private static int classDim(Tensor x) {
    return x.dim() == 1 ? 0 : 1;
  }

  private static Tensor ofProbabilities(
      Tensor x, Tensor target, Tensor weight, long reduction, double smoothing) {
    int dim = classDim(x);
    long classes = x.shape().get(dim);
    if (weight != null && (weight.dim() != 1 || weight.numel() != classes)) {
      throw TorchException.runtime(
          "cross_entropy: weight tensor should be defined either for all "
              + classes
              + " classes or no classes but got weight tensor of shape: "
              + weight.shape());
    }
    Tensor logs = Operations.apply(new Softmax(Softmax.Kind.LOG, dim), x);
    Tensor wanted = target;
    if (smoothing > 0) {
      wanted = WithNumber.add(WithNumber.mul(target, 1 - smoothing), smoothing / classes);
    }
    Tensor product = logs.mul(wanted);
    if (weight != null) product = product.mul(perClass(weight, logs));
    return switch (Math.toIntExact(reduction)) {
      case (int) Loss.NONE -> product.sum(Dims.of(dim), false).neg();
      case (int) Loss.SUM -> product.sum().neg();
      default -> WithNumber.div(product.sum().neg(), x.numel() / Math.max(classes, 1));
    };
  }

  private static Tensor perClass(Tensor weight, Tensor logs) {
    return weight.view(Dims.filled(logs.dim(), 1).with(classDim(logs), weight.numel()));
  }

  /// The loss for the target's class, and a share for the mean over all classes.
  private static Tensor smoothed(
      Tensor logs,
      Tensor target,
      Tensor weight,
      long ignoreIndex,
      long reduction,
      double smoothing) {
    int dim = classDim(logs);
    Tensor nll = nll(logs, target, weight, ignoreIndex, reduction);
    Tensor all = weight == null ? logs : logs.mul(perClass(weight, logs));
    Tensor smooth = all.sum(Dims.of(dim), false).neg();
    Tensor ignored = target.eq(ignoreIndex);
    smooth.maskedFill_(ignored, 0.0);
    Tensor reduced = smooth;
    if (reduction == Loss.MEAN) {
      Tensor total = weight == null ? ignored.bitwiseNot() : weights(weight, target, ignored);
      reduced = smooth.sum().div(total.sum());
    } else if (reduction == Loss.SUM) reduced = smooth.sum();
    double share = smoothing / logs.shape().get(dim);
    return WithNumber.mul(nll, 1 - smoothing).add(WithNumber.mul(reduced, share));
  }

  /// The weight of each target's class; 0 where it is ignored.
  private static Tensor weights(Tensor weight, Tensor target, Tensor ignored) {
    Tensor classes = target.maskedFill(ignored, 0L).flatten(0, -1);
    return weight.gather(0, classes).maskedFill_(ignored.flatten(0, -1), 0.0);
  }

  /// Minus the element of the target's class.
  ///
  /// @param x logarithms of probabilities, `[c]` or `[n, c, *]`
  /// @param target classes, `[]` or `[n, *]`
  /// @param weight one per class; null: 1
  public static Tensor nll(
      Tensor x, Tensor target, Tensor weight, long ignoreIndex, long reduction) {
    requireBatch(x, target);
    Dims shape = target.shape();
    boolean spatial = x.dim() > 2;
    boolean folded = spatial && x.dim() != 4;
    if (folded) {
      Dims expected = x.shape().slice(2, x.dim()).insert(0, x.shape().get(0));
      if (!shape.equals(expected)) {
        throw TorchException.runtime("Expected target size " + expected + ", got " + shape);
      }
      long rest = x.numel() == 0 ? 0 : -1;
      // Images of any rank but two are seen as `[n, c, 1, rest]`.
      x = x.contiguous().view(x.shape().get(0), x.shape().get(1), rest == 0 ? 0 : 1, rest);
      target = target.contiguous().view(shape.get(0), rest == 0 ? 0 : 1, rest);
    }
    NllLoss loss = new NllLoss(reduction, ignoreIndex, spatial);
    Tensor result = Operations.applyAll(loss, x, target, weight)[0];
    return folded && reduction == Loss.NONE ? result.view(shape) : result;
  }

  private static void requireBatch(Tensor x, Tensor target) {
    if (x.dim() == 0) {
      throw TorchException.value("Expected 1 or more dimensions (got 0)");
    }
    if (x.dim() == 1) return;
    long samples = x.shape().get(0);
    long targets = target.dim() == 0 ? 0 : target.shape().get(0);
    if (target.dim() == 0 || samples != targets) {
      throw TorchException.value(
          "Expected input batch_size ("
              + samples
              + ") to match target batch_size ("
              + targets
              + ").");
    }
  }

  /// The divergence of `input` (logarithms of probabilities) from `target`.
  ///
  /// @param batchMean the sum divided by the number of samples, instead of `reduction`
  /// @param logTarget whether the target holds logarithms too
  public static Tensor klDiv(
      Tensor input, Tensor target, long reduction, boolean batchMean, boolean logTarget) {
    TorchException.check(
        input.dtype().isFloatingPoint() && target.dtype().isFloatingPoint(),
        () -> "kl_div: Integral inputs not supported.");
    Tensor each;
    if (logTarget) {
      Tensor difference = target.sub(input);
      each = target.exp().mul(difference);
    } else {
      Tensor product = target.mul(input);
      each = Operations.apply(ElementaryPair.XLOGY, target, target).sub(product);
    }
    if (!batchMean) return reduced(each, reduction);
    Tensor sum = each.sum();
    return input.dim() == 0 ? sum : sum.div(input.shape().get(0));
  }

  /// All elements, their mean, or their sum.
  public static Tensor reduced(Tensor each, long reduction) {
    if (reduction == Loss.NONE) return each;
    if (reduction == Loss.SUM) return each.sum();
    return Operations.apply(new Mean(null, false, null), each);
  }
}
