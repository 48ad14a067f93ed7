package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import java.util.Map;

/// The `norm`-norm of the difference of two inputs over the last dimension.
public final class PairwiseDistance extends Module {
  private final Attributes attributes;

  public PairwiseDistance() {
    this(new Attributes().with("norm", 2.0).with("eps", 1e-6).with("keepdim", false));
  }

  /// @param attributes all, by PyTorch's names
  public PairwiseDistance(Attributes attributes) {
    this.attributes = attributes;
  }

  /// Calls this module, hooks included.
  public Tensor call(Tensor x1, Tensor x2) {
    return (Tensor) callAll(Args.of(x1, x2));
  }

  @Override
  protected Object forward(Args args) {
    return MetricLosses.pairwiseDistance(
        (Tensor) args.get(0, "x1", null),
        (Tensor) args.get(1, "x2", null),
        attributes.number("norm"),
        attributes.number("eps").doubleValue(),
        attributes.flag("keepdim"));
  }

  @Override
  public Map<String, Object> attributes() {
    return attributes.live();
  }
}
