package dev.gradfn.nn;

/// Draws vectors together (target 1) or apart (target −1) by the cosine of their angle.
public final class CosineEmbeddingLoss extends Loss {
  public CosineEmbeddingLoss() {
    this(new Attributes().with("margin", 0.0).with("reduction", "mean"));
  }

  /// @param attributes all, by PyTorch's names
  public CosineEmbeddingLoss(Attributes attributes) {
    super("cosine_embedding_loss", attributes);
  }
}
