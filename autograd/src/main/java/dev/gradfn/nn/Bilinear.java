package dev.gradfn.nn;

import dev.gradfn.autograd.MatrixProducts;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import java.util.Map;

/// `x1 weight x2 + bias` over the last dimensions of two inputs.
public final class Bilinear extends Module {
  private final Attributes attributes;
  private final Slot<Tensor> weight;
  private final Slot<Tensor> bias;

  /// @param bias whether it has one
  @SuppressWarnings("this-escape")
  public Bilinear(int in1Features, int in2Features, int outFeatures, boolean bias) {
    if (in1Features <= 0) {
      throw TorchException.value(
          "in1_features must be > 0, but got (in1_features=" + in1Features + ")");
    }
    attributes =
        new Attributes()
            .with("in1_features", in1Features)
            .with("in2_features", in2Features)
            .with("out_features", outFeatures);
    double bound = 1 / Math.sqrt(in1Features);
    weight =
        registerParameter(
            "weight",
            parameterOrNull(Weights.uniform(bound, outFeatures, in1Features, in2Features)));
    Tensor shift = bias ? Weights.uniform(bound, outFeatures) : null;
    this.bias = registerParameter("bias", parameterOrNull(shift));
  }

  @Override
  protected Object forward(Args args) {
    Tensor x1 = args.get(0, "input1", Tensor.class, this);
    Tensor x2 = args.get(1, "input2", Tensor.class, this);
    return MatrixProducts.bilinear(x1, x2, weight.get(), bias.get());
  }

  @Override
  public Map<String, Object> attributes() {
    return attributes.live();
  }

  @Override
  protected String extraRepr() {
    return attributes.repr("in1_features", "in2_features", "out_features")
        + ", bias="
        + Repr.bool(bias.get() != null);
  }
}
