package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;

/// The negative of the input at the target.
public final class NLLLoss extends Loss {
  public NLLLoss() {
    this(new Attributes().with("ignore_index", -100).with("reduction", "mean"), null);
  }

  /// @param attributes all, by PyTorch's names
  public NLLLoss(Attributes attributes, Tensor weight) {
    super("nll_loss", attributes, weight(weight));
  }
}
