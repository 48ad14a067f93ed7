package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import java.util.Map;

/// A normalisation by the statistics of each sample, with a weight and a bias or without.
public abstract class SampleNorm extends Layer {
  protected final Attributes attributes;
  protected final Slot<Tensor> weight;
  protected final Slot<Tensor> bias;

  /// @param affine whether there is a weight, of ones at first
  /// @param biased whether there is a bias, of zeros at first
  @SuppressWarnings("this-escape")
  protected SampleNorm(Attributes attributes, boolean affine, boolean biased, long... shape) {
    this.attributes = attributes;
    weight = registerParameter("weight", affine ? parameterOrNull(Weights.full(1, shape)) : null);
    bias = registerParameter("bias", biased ? parameterOrNull(Weights.zeros(shape)) : null);
  }

  public Slot<Tensor> weight() {
    return weight;
  }

  public Slot<Tensor> bias() {
    return bias;
  }

  protected final double eps() {
    return attributes.number("eps").doubleValue();
  }

  @Override
  public Map<String, Object> attributes() {
    return attributes.live();
  }
}
