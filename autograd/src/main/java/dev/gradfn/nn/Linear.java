package dev.gradfn.nn;

import dev.gradfn.autograd.MatrixProducts;
import dev.gradfn.autograd.Tensor;
import java.util.Map;

/// `x weightᵀ + bias` over the last dimension.
public class Linear extends Layer {
  private final Attributes attributes;
  private final Slot<Tensor> weight;
  private final Slot<Tensor> bias;

  public Linear(int inFeatures, int outFeatures) {
    this(inFeatures, outFeatures, true);
  }

  public Linear(int inFeatures, int outFeatures, boolean bias) {
    this(Weights.kaiming(outFeatures, inFeatures), bias ? newBias(inFeatures, outFeatures) : null);
  }

  /// With stored weights.
  ///
  /// @param weight `[out, in]`
  /// @param bias `[out]`, or null
  @SuppressWarnings("this-escape")
  public Linear(Tensor weight, Tensor bias) {
    this.attributes =
        new Attributes()
            .with("in_features", weight.shape().get(1))
            .with("out_features", weight.shape().get(0));
    this.weight = registerParameter("weight", parameterOrNull(weight));
    this.bias = registerParameter("bias", parameterOrNull(bias));
  }

  private static Tensor newBias(int inFeatures, int outFeatures) {
    return Weights.uniform(inFeatures > 0 ? 1 / Math.sqrt(inFeatures) : 0, outFeatures);
  }

  public Slot<Tensor> weight() {
    return weight;
  }

  public Slot<Tensor> bias() {
    return bias;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return MatrixProducts.linear(x, weight.get(), bias.get());
  }

  @Override
  public Map<String, Object> attributes() {
    return attributes.live();
  }

  @Override
  protected String extraRepr() {
    return attributes.repr("in_features", "out_features")
        + ", bias="
        + Repr.bool(bias.get() != null);
  }
}
