package dev.gradfn.nn;

import java.util.HashMap;
import java.util.Map;

/// Puts elements around the last dimensions: a pair (before, after) for each, the last first. A
/// negative number crops.
public abstract class Padding extends FunctionLayer {
  private final String mode;

  /// @param mode `constant`, `reflect`, `replicate` or `circular`
  /// @param attributes `padding`, one number or a pair for each of `rank` dimensions
  protected Padding(String mode, int rank, Attributes attributes) {
    super("nn.functional.pad", attributes.spread("padding", 2 * rank));
    this.mode = mode;
  }

  /// With a constant, which PyTorch counts as the first attribute.
  protected Padding(int rank, Object padding, Number value) {
    this("constant", rank, new Attributes().with("value", value).with("padding", padding));
  }

  @Override
  protected Map<String, Object> arguments() {
    Map<String, Object> arguments = new HashMap<>();
    arguments.put("pad", attributes.get("padding"));
    arguments.put("mode", mode);
    if (mode.equals("constant")) arguments.put("value", attributes.get("value"));
    return arguments;
  }

  @Override
  protected String extraRepr() {
    return Repr.value(attributes.get("padding"));
  }
}
