package dev.gradfn.nn;

/// Wants distances small (target 1) or above a margin (target −1).
public final class HingeEmbeddingLoss extends Loss {
  public HingeEmbeddingLoss() {
    this(new Attributes().with("margin", 1.0).with("reduction", "mean"));
  }

  /// @param attributes all, by PyTorch's names
  public HingeEmbeddingLoss(Attributes attributes) {
    super("hinge_embedding_loss", attributes);
  }
}
