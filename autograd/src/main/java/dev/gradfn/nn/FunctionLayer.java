package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/// A layer that is one operation, called with the layer's attributes.
public abstract class FunctionLayer extends Layer {
  private final String function;
  protected final Attributes attributes;

  /// @param function as in the table of operations
  /// @param attributes by the names of its arguments
  protected FunctionLayer(String function, Attributes attributes) {
    this.function = function;
    this.attributes = attributes;
  }

  /// The name of the operation.
  protected final String function() {
    return function;
  }

  @Override
  protected Object forward(Args args) {
    Map<String, Object> all = new LinkedHashMap<>(arguments());
    all.putAll(args.named());
    return Functional.call(function, args.positional(), all);
  }

  @Override
  protected final Tensor forward(Tensor x) {
    return (Tensor) forward(Args.of(x));
  }

  /// What the operation is called with besides the input.
  protected Map<String, Object> arguments() {
    return attributes.live();
  }

  @Override
  public Map<String, Object> attributes() {
    return attributes.live();
  }

  @Override
  protected String extraRepr() {
    return attributes.repr(attributes.live().keySet().toArray(String[]::new));
  }
}
