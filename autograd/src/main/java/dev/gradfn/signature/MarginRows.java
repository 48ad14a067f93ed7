package dev.gradfn.signature;

import static dev.gradfn.signature.OperationTable.row;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.LikelihoodLosses;
import dev.gradfn.nn.Losses;
import dev.gradfn.nn.MetricLosses;
import dev.gradfn.op.MultiMarginLoss;
import dev.gradfn.op.MultilabelMarginLoss;
import dev.gradfn.op.SoftMarginLoss;

/// Losses with margins, and likelihoods of distributions. The old arguments `size_average` and
/// `reduce` are not taken.
final class MarginRows {
  private static final String OLD = "size_average=None, reduce=None, reduction='mean')";

  private MarginRows() {}

  static void register() {
    margins();
    likelihoods();
    row(
        "nn.functional.multilabel_soft_margin_loss(input, target, weight=None, " + OLD,
        a -> {
          Tensor weight = a.tensorOrNull("weight");
          return reduced(
              a,
              LikelihoodLosses.multilabelSoftMargin(a.tensor("input"), a.tensor("target"), weight));
        });
  }

  private static void margins() {
    row(
        "nn.functional.hinge_embedding_loss(input, target, margin=1.0, " + OLD,
        a ->
            reduced(
                a,
                MetricLosses.hingeEmbedding(
                    a.tensor("input"), a.tensor("target"), a.number("margin").doubleValue())));
    row(
        "nn.functional.soft_margin_loss(input, target, " + OLD,
        a ->
            Operations.apply(
                new SoftMarginLoss(LossRows.reduction(a)), a.tensor("input"), a.tensor("target")));
    row(
        "nn.functional.multi_margin_loss(input, target, p=1, margin=1.0, weight=None, " + OLD,
        a ->
            Operations.apply(
                new MultiMarginLoss(a.number("p"), a.number("margin"), LossRows.reduction(a)),
                a.tensor("input"),
                a.tensor("target"),
                a.tensorOrNull("weight")));
    row(
        "nn.functional.multilabel_margin_loss(input, target, " + OLD,
        a ->
            Operations.applyAll(
                new MultilabelMarginLoss(LossRows.reduction(a)),
                a.tensor("input"),
                a.tensor("target"))[0]);
  }

  private static void likelihoods() {
    row(
        "nn.functional.poisson_nll_loss(input, target, log_input=True, full=False,"
            + " size_average=None, eps=1e-08, reduce=None, reduction='mean')",
        a ->
            reduced(
                a,
                LikelihoodLosses.poisson(
                    a.tensor("input"),
                    a.tensor("target"),
                    a.bool("log_input"),
                    a.bool("full"),
                    a.number("eps").doubleValue())));
    row(
        "nn.functional.gaussian_nll_loss(input, target, var, full=False, eps=1e-06,"
            + " reduction='mean')",
        a ->
            reduced(
                a,
                LikelihoodLosses.gaussian(
                    a.tensor("input"),
                    a.tensor("target"),
                    variance(a),
                    a.bool("full"),
                    a.number("eps").doubleValue())));
  }

  /// One number stands for all.
  private static Tensor variance(Arguments a) {
    Tensor x = a.tensor("input");
    return a.get("var") instanceof Number number
        ? Tensor.full(x.dtype(), x.device(), x.shape(), number.doubleValue())
        : a.tensor("var");
  }

  private static Tensor reduced(Arguments a, Tensor each) {
    return Losses.reduced(each, LossRows.reduction(a));
  }
}
