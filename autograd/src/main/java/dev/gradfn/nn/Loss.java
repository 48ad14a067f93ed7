package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.Warnings;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// How far an input is from a target: one operation, called with the loss's attributes, and with
/// its weights, which are buffers.
public abstract class Loss extends Module {
  private static final Set<String> SAME_SIZES =
      Set.of("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss");

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
    arguments.putAll(args.named());
    if (SAME_SIZES.contains(function)) warnOfSizes(args);
    return Functional.call("nn.functional." + function, args.positional(), arguments);
  }

  /// Those that PyTorch lets broadcast, and warns.
  private static void warnOfSizes(Args args) {
    if (!(args.positional().size() > 1
        && args.positional().get(0) instanceof Tensor x
        && args.positional().get(1) instanceof Tensor target)) return;
    if (x.shape().equals(target.shape())) return;
    Warnings.warn(
        "Using a target size (torch.Size("
            + target.shape()
            + ")) that is different to the input size (torch.Size("
            + x.shape()
            + ")). This will likely lead to incorrect results due to broadcasting. Please ensure"
            + " they have the same size.");
  }

  @Override
  public Map<String, Object> attributes() {
    return attributes.live();
  }
}
