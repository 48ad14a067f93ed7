package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import java.util.Map;

/// Each sample divided by the root of its mean square over its last dimensions.
public final class RMSNorm extends Layer {
  private final Attributes attributes;
  private final Slot<Tensor> weight;

  public RMSNorm(long... normalizedShape) {
    this(Dims.of(normalizedShape), null, true);
  }

  /// @param eps null: the smallest difference from 1 of the type that is computed in
  @SuppressWarnings("this-escape")
  public RMSNorm(Dims normalizedShape, Double eps, boolean elementwiseAffine) {
    attributes =
        new Attributes()
            .with("normalized_shape", normalizedShape)
            .with("eps", eps)
            .with("elementwise_affine", elementwiseAffine);
    Tensor ones = elementwiseAffine ? Weights.full(1, normalizedShape.toArray()) : null;
    weight = registerParameter("weight", parameterOrNull(ones));
  }

  public Slot<Tensor> weight() {
    return weight;
  }

  @Override
  protected Tensor forward(Tensor x) {
    Number eps = attributes.number("eps");
    return Normalization.rmsNorm(
        x,
        attributes.dims("normalized_shape", 1),
        weight.get(),
        eps == null ? null : Double.valueOf(eps.doubleValue()));
  }

  @Override
  public Map<String, Object> attributes() {
    return attributes.live();
  }

  @Override
  protected String extraRepr() {
    return Repr.value(attributes.get("normalized_shape"))
        + ", "
        + attributes.repr("eps", "elementwise_affine");
  }
}
