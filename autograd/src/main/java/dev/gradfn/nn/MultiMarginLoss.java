package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;

/// Wants the score of the target’s class above all others by a margin.
public final class MultiMarginLoss extends Loss {
  public MultiMarginLoss() {
    this(new Attributes().with("p", 1L).with("margin", 1.0).with("reduction", "mean"), null);
  }

  /// @param attributes all but weights, by PyTorch's names
  /// @param weight one per class; null: 1
  public MultiMarginLoss(Attributes attributes, Tensor weight) {
    super("multi_margin_loss", attributes, weight(weight));
  }
}
