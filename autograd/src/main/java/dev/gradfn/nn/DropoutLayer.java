package dev.gradfn.nn;

import dev.gradfn.autograd.TorchException;
import java.util.HashMap;
import java.util.Map;

/// Sets random parts of the input to 0 in training, each with probability `p`, and scales the rest.
public abstract class DropoutLayer extends FunctionLayer {
  protected DropoutLayer(String function, Attributes attributes) {
    super("nn.functional." + function, attributes);
    double p = attributes.number("p").doubleValue();
    if (p < 0 || p > 1) {
      throw TorchException.value(
          "dropout probability has to be between 0 and 1, but got "
              + Repr.value(attributes.get("p")));
    }
  }

  @Override
  protected Map<String, Object> arguments() {
    Map<String, Object> arguments = new HashMap<>(attributes.live());
    arguments.put("training", isTraining());
    return arguments;
  }
}
