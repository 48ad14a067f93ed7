package dev.gradfn.nn;

import java.util.HashMap;
import java.util.Map;

/// `x` where positive, else `x` times a slope between `lower` and `upper`: in training a random one
/// for each element, in evaluation their mean.
public final class RReLU extends Activation {
  public RReLU() {
    this(1.0 / 8, 1.0 / 3, false);
  }

  public RReLU(Number lower, Number upper, boolean inplace) {
    this(new Attributes().with("lower", lower).with("upper", upper).with("inplace", inplace));
  }

  /// @param attributes all, by PyTorch's names
  public RReLU(Attributes attributes) {
    super("rrelu", attributes);
  }

  @Override
  protected Map<String, Object> arguments() {
    Map<String, Object> arguments = new HashMap<>(attributes.live());
    arguments.put("training", isTraining());
    return arguments;
  }
}
