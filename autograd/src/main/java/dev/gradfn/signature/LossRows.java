package dev.gradfn.signature;

import static dev.gradfn.signature.OperationTable.row;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.autograd.Warnings;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Losses;
import dev.gradfn.nn.MetricLosses;
import dev.gradfn.op.BinaryCrossEntropy;
import dev.gradfn.op.BinaryCrossEntropyWithLogits;
import dev.gradfn.op.Curve;
import dev.gradfn.op.DifferenceLoss;
import dev.gradfn.op.Loss;
import dev.gradfn.op.Pointwise;
import java.util.List;

/// Losses. The old arguments `size_average` and `reduce` are taken with a warning.
final class LossRows {
  private static final String MEAN_OF_DIVERGENCE =
      "reduction: 'mean' divides the total loss by both the batch size and the support size."
          + "'batchmean' divides only by the batch size, and aligns with the KL div math"
          + " definition.'mean' will be changed to behave the same as 'batchmean' in the next major"
          + " release.";

  private LossRows() {}

  static void register() {
    likelihoods();
    metrics();
    MarginRows.register();
    row(
        "nn.functional.l1_loss(input, target, size_average=None, reduce=None, reduction='mean',"
            + " weight=None)",
        a -> a.isNone("weight") ? Losses.reduced(l1(a), reduction(a)) : weighted(a, l1(a)));
    row(
        "nn.functional.smooth_l1_loss(input, target, size_average=None, reduce=None,"
            + " reduction='mean', beta=1.0)",
        LossRows::smoothL1);
    row(
        "nn.functional.mse_loss(input, target, size_average=None, reduce=None, reduction='mean',"
            + " weight=None)",
        LossRows::mse);
    row(
        "nn.functional.huber_loss(input, target, reduction='mean', delta=1.0)",
        a -> {
          TorchException.check(
              a.number("delta").doubleValue() > 0,
              () -> "huber_loss does not support non-positive values for delta.");
          return difference(a, Curve.HUBER_LOSS, List.of(a.number("delta").doubleValue()));
        });
  }

  private static void metrics() {
    String old = "size_average=None, reduce=None, reduction='mean')";
    row(
        "nn.functional.cosine_embedding_loss(input1, input2, target, margin=0.0, " + old,
        a -> {
          Tensor x1 = a.tensor("input1");
          double margin = a.number("margin").doubleValue();
          return reduced(
              a, MetricLosses.cosineEmbedding(x1, a.tensor("input2"), a.tensor("target"), margin));
        });
    row(
        "nn.functional.margin_ranking_loss(input1, input2, target, margin=0.0, " + old,
        a -> {
          Tensor x1 = a.tensor("input1");
          double margin = a.number("margin").doubleValue();
          return reduced(
              a, MetricLosses.marginRanking(x1, a.tensor("input2"), a.tensor("target"), margin));
        });
    row(
        "nn.functional.triplet_margin_loss(anchor, positive, negative, margin=1.0, p=2, eps=1e-06,"
            + " swap=False, "
            + old,
        a ->
            reduced(
                a,
                MetricLosses.tripletMargin(
                    a.tensor("anchor"),
                    a.tensor("positive"),
                    a.tensor("negative"),
                    a.number("margin").doubleValue(),
                    a.number("p").doubleValue(),
                    a.number("eps").doubleValue(),
                    a.bool("swap"))));
    row(
        "nn.functional.pairwise_distance(x1, x2, p=2.0, eps=1e-06, keepdim=False)",
        a ->
            MetricLosses.pairwiseDistance(
                a.tensor("x1"),
                a.tensor("x2"),
                a.number("p"),
                a.number("eps").doubleValue(),
                a.bool("keepdim")));
  }

  private static Tensor reduced(Arguments a, Tensor each) {
    return Losses.reduced(each, reduction(a));
  }

  /// A difference without a kernel of its own.
  private static Tensor l1(Arguments a) {
    Tensor x = a.tensor("input");
    Tensor target = a.tensor("target");
    Dims shape = Pointwise.broadcast(x.shape(), target.shape());
    return expanded(x, shape).sub(expanded(target, shape)).abs();
  }

  private static Tensor smoothL1(Arguments a) {
    TorchException.check(
        a.number("beta").doubleValue() >= 0,
        () -> "smooth_l1_loss does not support negative values for beta.");
    if (a.number("beta").doubleValue() == 0) return Losses.reduced(l1(a), reduction(a));
    return difference(a, Curve.SMOOTH_L1_LOSS, List.of(a.number("beta").doubleValue()));
  }

  private static void likelihoods() {
    row(
        "nn.functional.nll_loss(input, target, weight=None, size_average=None, ignore_index=-100,"
            + " reduce=None, reduction='mean')",
        a ->
            Losses.nll(
                a.tensor("input"),
                a.tensor("target"),
                a.tensorOrNull("weight"),
                a.integer("ignore_index"),
                reduction(a)));
    row(
        "nn.functional.cross_entropy(input, target, weight=None, size_average=None,"
            + " ignore_index=-100, reduce=None, reduction='mean', label_smoothing=0.0)",
        a ->
            Losses.crossEntropy(
                a.tensor("input"),
                a.tensor("target"),
                a.tensorOrNull("weight"),
                a.integer("ignore_index"),
                reduction(a),
                a.number("label_smoothing").doubleValue()));
    row(
        "nn.functional.kl_div(input, target, size_average=None, reduce=None, reduction='mean',"
            + " log_target=False)",
        a -> {
          boolean batchMean = a.text("reduction").equals("batchmean");
          if (a.text("reduction").equals("mean")) Warnings.warn(MEAN_OF_DIVERGENCE);
          return Losses.klDiv(
              a.tensor("input"),
              a.tensor("target"),
              batchMean ? Loss.SUM : reduction(a),
              batchMean,
              a.bool("log_target"));
        });
    row(
        "nn.functional.binary_cross_entropy(input, target, weight=None, size_average=None,"
            + " reduce=None, reduction='mean')",
        LossRows::binaryCrossEntropy);
    row(
        "nn.functional.binary_cross_entropy_with_logits(input, target, weight=None,"
            + " size_average=None, reduce=None, reduction='mean', pos_weight=None)",
        LossRows::withLogits);
  }

  private static Tensor withLogits(Arguments a) {
    Tensor x = a.tensor("input");
    Tensor target = a.tensor("target");
    if (!x.shape().equals(target.shape())) {
      throw TorchException.value(
          "Target size (torch.Size("
              + target.shape()
              + ")) must be the same as input size (torch.Size("
              + x.shape()
              + "))");
    }
    return Operations.apply(
        new BinaryCrossEntropyWithLogits(reduction(a)),
        x,
        target,
        a.tensorOrNull("weight"),
        a.tensorOrNull("pos_weight"));
  }

  private static Tensor binaryCrossEntropy(Arguments a) {
    Tensor x = a.tensor("input");
    if (!x.shape().equals(a.tensor("target").shape())) {
      throw TorchException.value(
          "Using a target size (torch.Size("
              + a.tensor("target").shape()
              + ")) that is different to the input size (torch.Size("
              + x.shape()
              + ")) is deprecated. Please ensure they have the same size.");
    }
    Tensor weight = a.tensorOrNull("weight");
    if (weight != null) weight = expanded(weight, x.shape());
    return Operations.apply(new BinaryCrossEntropy(reduction(a)), x, a.tensor("target"), weight);
  }

  private static Tensor mse(Arguments a) {
    if (a.isNone("weight")) return difference(a, Curve.MSE_LOSS, List.of());
    return weighted(a, a.tensor("input").sub(a.tensor("target")).pow(2L));
  }

  /// With weights the losses are reduced by operations of their own; the mean is by the weights.
  private static Tensor weighted(Arguments a, Tensor each) {
    Tensor weight = a.tensor("weight");
    Tensor losses = each.mul(weight);
    long reduction = reduction(a);
    if (reduction == Loss.NONE) return losses;
    return reduction == Loss.SUM ? losses.sum() : losses.sum().div(weight.sum());
  }

  private static Tensor difference(Arguments a, Curve curve, List<Object> parameters) {
    Tensor x = a.tensor("input");
    Tensor target = a.tensor("target");
    Dims shape = Pointwise.broadcast(x.shape(), target.shape());
    DifferenceLoss loss = new DifferenceLoss(curve, parameters, reduction(a));
    return Operations.apply(loss, expanded(x, shape), expanded(target, shape));
  }

  private static Tensor expanded(Tensor x, Dims shape) {
    return x.shape().equals(shape) ? x : x.expand(shape);
  }

  private static boolean isOld(Arguments a) {
    return a.has("reduce") && !(a.isNone("reduce") && a.isNone("size_average"));
  }

  private static String ofOldNames(Arguments a) {
    boolean reduces = a.isNone("reduce") || a.bool("reduce");
    boolean averages = a.isNone("size_average") || a.bool("size_average");
    String reduction = !reduces ? "none" : averages ? "mean" : "sum";
    Warnings.warn(
        "size_average and reduce args will be deprecated, please use reduction='"
            + reduction
            + "' instead.");
    return reduction;
  }

  /// By its name or, where they are given, by the older two arguments.
  static String reductionName(Arguments a) {
    return isOld(a) ? ofOldNames(a) : a.text("reduction");
  }

  static long reduction(Arguments a) {
    String reduction = reductionName(a);
    return switch (reduction) {
      case "none" -> Loss.NONE;
      case "mean" -> Loss.MEAN;
      case "sum" -> Loss.SUM;
      default -> throw TorchException.value(reduction + " is not a valid value for reduction");
    };
  }
}
