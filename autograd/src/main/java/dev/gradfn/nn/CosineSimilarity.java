package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import java.util.Map;

/// The cosine of the angle between two inputs along a dimension.
public final class CosineSimilarity extends Module {
  private final Attributes attributes;

  public CosineSimilarity() {
    this(new Attributes().with("dim", 1L).with("eps", 1e-8));
  }

  /// @param attributes all, by PyTorch's names
  public CosineSimilarity(Attributes attributes) {
    this.attributes = attributes;
  }

  /// Calls this module, hooks included.
  public Tensor call(Tensor x1, Tensor x2) {
    return (Tensor) callAll(Args.of(x1, x2));
  }

  @Override
  protected Object forward(Args args) {
    return Similarity.cosine(
        (Tensor) args.get(0, "x1", null),
        (Tensor) args.get(1, "x2", null),
        attributes.number("dim").intValue(),
        attributes.number("eps").doubleValue());
  }

  @Override
  public Map<String, Object> attributes() {
    return attributes.live();
  }
}
