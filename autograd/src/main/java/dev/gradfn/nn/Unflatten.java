package dev.gradfn.nn;

import dev.gradfn.core.Dims;
import java.util.Map;

/// Makes several dimensions of one; one of the sizes may be -1.
public final class Unflatten extends FunctionLayer {
  public Unflatten(int dim, Dims unflattenedSize) {
    super("unflatten", new Attributes().with("dim", dim).with("unflattened_size", unflattenedSize));
  }

  @Override
  protected Map<String, Object> arguments() {
    return Map.of("dim", attributes.get("dim"), "sizes", attributes.get("unflattened_size"));
  }
}
