package dev.gradfn.nn;

/// Wants the scores of several classes above all others by 1.
public final class MultiLabelMarginLoss extends Loss {
  public MultiLabelMarginLoss() {
    this(new Attributes().with("reduction", "mean"));
  }

  /// @param attributes all, by PyTorch's names
  public MultiLabelMarginLoss(Attributes attributes) {
    super("multilabel_margin_loss", attributes);
  }
}
