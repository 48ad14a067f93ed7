package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;

/// Normalisation of each sample over its last dimensions.
public final class LayerNorm extends SampleNorm {
  public LayerNorm(long... normalizedShape) {
    this(Dims.of(normalizedShape), 1e-5, true, true);
  }

  /// @param elementwiseAffine whether there are a weight and, if `bias`, a bias
  public LayerNorm(Dims normalizedShape, Number eps, boolean elementwiseAffine, boolean bias) {
    super(
        new Attributes()
            .with("normalized_shape", normalizedShape)
            .with("eps", eps)
            .with("elementwise_affine", elementwiseAffine),
        elementwiseAffine,
        elementwiseAffine && bias,
        normalizedShape.toArray());
  }

  @Override
  protected Tensor forward(Tensor x) {
    Dims shape = attributes.dims("normalized_shape", 1);
    return Normalization.layerNorm(x, shape, weight.get(), bias.get(), eps());
  }

  @Override
  protected String extraRepr() {
    return Repr.value(attributes.get("normalized_shape"))
        + ", "
        + attributes.repr("eps", "elementwise_affine")
        + ", bias="
        + Repr.bool(bias.get() != null);
  }
}
