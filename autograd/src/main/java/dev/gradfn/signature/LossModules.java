package dev.gradfn.signature;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.nn.Attributes;
import dev.gradfn.nn.BCELoss;
import dev.gradfn.nn.BCEWithLogitsLoss;
import dev.gradfn.nn.CosineEmbeddingLoss;
import dev.gradfn.nn.CrossEntropyLoss;
import dev.gradfn.nn.GaussianNLLLoss;
import dev.gradfn.nn.HingeEmbeddingLoss;
import dev.gradfn.nn.HuberLoss;
import dev.gradfn.nn.KLDivLoss;
import dev.gradfn.nn.L1Loss;
import dev.gradfn.nn.Loss;
import dev.gradfn.nn.MSELoss;
import dev.gradfn.nn.MarginRankingLoss;
import dev.gradfn.nn.MultiLabelMarginLoss;
import dev.gradfn.nn.MultiLabelSoftMarginLoss;
import dev.gradfn.nn.MultiMarginLoss;
import dev.gradfn.nn.NLLLoss;
import dev.gradfn.nn.PoissonNLLLoss;
import dev.gradfn.nn.SmoothL1Loss;
import dev.gradfn.nn.SoftMarginLoss;
import dev.gradfn.nn.TripletMarginLoss;
import java.util.function.BiFunction;

/// Losses.
final class LossModules {
  private static final String OLD = "size_average=None, reduce=None, reduction='mean'";

  private LossModules() {}

  static void register() {
    row("MSELoss(" + OLD + ")", (a, attributes) -> new MSELoss(attributes));
    row("L1Loss(" + OLD + ")", (a, attributes) -> new L1Loss(attributes));
    row("SmoothL1Loss(" + OLD + ", beta=1.0)", (a, attributes) -> new SmoothL1Loss(attributes));
    row("HuberLoss(reduction='mean', delta=1.0)", (a, attributes) -> new HuberLoss(attributes));
    row(
        "CrossEntropyLoss(weight=None, size_average=None, ignore_index=-100, reduce=None,"
            + " reduction='mean', label_smoothing=0.0)",
        (a, attributes) -> new CrossEntropyLoss(attributes, a.tensorOrNull("weight")));
    row(
        "NLLLoss(weight=None, size_average=None, ignore_index=-100, reduce=None,"
            + " reduction='mean')",
        (a, attributes) -> new NLLLoss(attributes, a.tensorOrNull("weight")));
    row(
        "BCELoss(weight=None, " + OLD + ")",
        (a, attributes) -> new BCELoss(attributes, a.tensorOrNull("weight")));
    row(
        "BCEWithLogitsLoss(weight=None, " + OLD + ", pos_weight=None)",
        (a, attributes) ->
            new BCEWithLogitsLoss(
                attributes, a.tensorOrNull("weight"), a.tensorOrNull("pos_weight")));
    row("KLDivLoss(" + OLD + ", log_target=False)", (a, attributes) -> new KLDivLoss(attributes));
    row(
        "CosineEmbeddingLoss(margin=0.0, " + OLD + ")",
        (a, attributes) -> new CosineEmbeddingLoss(attributes));
    row(
        "MarginRankingLoss(margin=0.0, " + OLD + ")",
        (a, attributes) -> new MarginRankingLoss(attributes));
    row(
        "HingeEmbeddingLoss(margin=1.0, " + OLD + ")",
        (a, attributes) -> new HingeEmbeddingLoss(attributes));
    row("SoftMarginLoss(" + OLD + ")", (a, attributes) -> new SoftMarginLoss(attributes));
    row(
        "MultiMarginLoss(p=1, margin=1.0, weight=None, " + OLD + ")",
        (a, attributes) -> multiMargin(attributes, a.tensorOrNull("weight")));
    row(
        "MultiLabelMarginLoss(" + OLD + ")",
        (a, attributes) -> new MultiLabelMarginLoss(attributes));
    row(
        "MultiLabelSoftMarginLoss(weight=None, " + OLD + ")",
        (a, attributes) -> new MultiLabelSoftMarginLoss(attributes, a.tensorOrNull("weight")));
    row(
        "PoissonNLLLoss(log_input=True, full=False, size_average=None, eps=1e-08, reduce=None,"
            + " reduction='mean')",
        (a, attributes) -> new PoissonNLLLoss(attributes));
    row(
        "GaussianNLLLoss(*, full=False, eps=1e-06, reduction='mean')",
        (a, attributes) -> new GaussianNLLLoss(attributes));
    row(
        "TripletMarginLoss(margin=1.0, p=2.0, eps=1e-06, swap=False, " + OLD + ")",
        (a, attributes) -> triplet(attributes));
  }

  private static TripletMarginLoss triplet(Attributes attributes) {
    Number margin = attributes.number("margin");
    if (margin.doubleValue() > 0) return new TripletMarginLoss(attributes);
    throw TorchException.value(
        "TripletMarginLoss: expected margin to be greater than 0, got " + margin + " instead");
  }

  private static MultiMarginLoss multiMargin(Attributes attributes, Tensor weight) {
    double p = attributes.number("p").doubleValue();
    if (p != 1 && p != 2) throw TorchException.value("only p == 1 and p == 2 supported");
    if (weight != null && weight.dim() != 1) {
      throw TorchException.value(
          "MultiMarginLoss: expected weight to be None or 1D tensor, got "
              + weight.dim()
              + "D instead");
    }
    return new MultiMarginLoss(attributes, weight);
  }

  /// The two old arguments give the reduction, weights become buffers, the rest are attributes.
  private static void row(String signature, BiFunction<Arguments, Attributes, Loss> builder) {
    ModuleTable.row(
        signature,
        a -> {
          String reduction = a.has("reduce") ? LossRows.reductionName(a) : a.text("reduction");
          Attributes attributes = new Attributes().with("reduction", reduction);
          a.attributes()
              .live()
              .forEach((name, value) -> {
                boolean other = name.equals("size_average") || name.equals("reduce");
                boolean buffer = name.endsWith("weight");
                if (!other && !buffer && !name.equals("reduction")) attributes.with(name, value);
              });
          return builder.apply(a, attributes);
        });
  }
}
