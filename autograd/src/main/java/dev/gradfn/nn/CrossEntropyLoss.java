package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;

/// The negative log of the probability that [Softmax] gives to the target.
public final class CrossEntropyLoss extends Loss {
  public CrossEntropyLoss() {
    this(
        new Attributes()
            .with("ignore_index", -100)
            .with("reduction", "mean")
            .with("label_smoothing", 0.0),
        null);
  }

  /// @param attributes all, by PyTorch's names
  public CrossEntropyLoss(Attributes attributes, Tensor weight) {
    super("cross_entropy", attributes, weight(weight));
  }
}
