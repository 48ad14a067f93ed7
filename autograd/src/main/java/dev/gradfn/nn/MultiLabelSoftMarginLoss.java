package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;

/// The two-class cross entropy of each class, of which several may be right.
public final class MultiLabelSoftMarginLoss extends Loss {
  public MultiLabelSoftMarginLoss() {
    this(new Attributes().with("reduction", "mean"), null);
  }

  /// @param attributes all but weights, by PyTorch's names
  /// @param weight one per class; null: 1
  public MultiLabelSoftMarginLoss(Attributes attributes, Tensor weight) {
    super("multilabel_soft_margin_loss", attributes, weight(weight));
  }
}
