package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import java.util.List;
import java.util.Map;

/// `x` where positive, else `x` times a learned slope: one for all channels or one for each.
public final class PReLU extends Layer {
  private final Attributes attributes;
  private final Slot<Tensor> weight;

  public PReLU() {
    this(1, 0.25);
  }

  /// @param init the slope at first
  @SuppressWarnings("this-escape")
  public PReLU(int numParameters, Number init) {
    attributes = new Attributes().with("num_parameters", numParameters).with("init", init);
    weight =
        registerParameter(
            "weight", parameterOrNull(Weights.full(init.doubleValue(), numParameters)));
  }

  public Slot<Tensor> weight() {
    return weight;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return (Tensor) Functional.call("nn.functional.prelu", List.of(x, weight.get()), Map.of());
  }

  @Override
  public Map<String, Object> attributes() {
    return attributes.live();
  }

  @Override
  protected String extraRepr() {
    return attributes.repr("num_parameters");
  }
}
