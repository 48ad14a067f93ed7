package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/// How far an input is from a target: one operation, called with the loss's attributes, and with
/// its weights, which are buffers.
public abstract class Loss extends Module {
  private final String function;
  protected final Attributes attributes;

  /// @param attributes by the names of the operation's arguments
  /// @param weights buffers by the names of the operation's arguments; their values may be null
  @SuppressWarnings("this-escape")
  protected Loss(String function, Attributes attributes, Map<String, Tensor> weights) {
    this.function = function;
    this.attributes = attributes;
    weights.forEach(this::registerBuffer);
  }

  protected Loss(String function, Attributes attributes) {
    this(function, attributes, Map.of());
  }

  /// `weight`, or none if it is null.
  protected static Map<String, Tensor> weight(Tensor weight) {
    return Collections.singletonMap("weight", weight);
  }

  /// Calls this loss, hooks included.
  public final Tensor call(Tensor... inputs) {
    return (Tensor) callAll(Args.of((Object[]) inputs));
  }

  @Override
  protected Object forward(Args args) {
    Map<String, Object> arguments = new HashMap<>(attributes.live());
    bufferSlots().forEach((name, slot) -> arguments.put(name, slot.get()));
    return Functional.call("nn.functional." + function, args.positional(), arguments);
  }

  @Override
  public Map<String, Object> attributes() {
    return attributes.live();
  }
}
