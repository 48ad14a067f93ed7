package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;

/// The negative log likelihood of probabilities of two classes.
public final class BCELoss extends Loss {
  public BCELoss() {
    this(new Attributes().with("reduction", "mean"), null);
  }

  /// @param attributes all, by PyTorch's names
  public BCELoss(Attributes attributes, Tensor weight) {
    super("binary_cross_entropy", attributes, weight(weight));
  }
}
