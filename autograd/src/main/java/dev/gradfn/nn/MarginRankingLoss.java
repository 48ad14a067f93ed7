package dev.gradfn.nn;

/// Wants the first input above the second (target 1) or below it (target −1).
public final class MarginRankingLoss extends Loss {
  public MarginRankingLoss() {
    this(new Attributes().with("margin", 0.0).with("reduction", "mean"));
  }

  /// @param attributes all, by PyTorch's names
  public MarginRankingLoss(Attributes attributes) {
    super("margin_ranking_loss", attributes);
  }
}
