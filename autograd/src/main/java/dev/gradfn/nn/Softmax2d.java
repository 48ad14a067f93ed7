package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import java.util.Map;

/// [Softmax] over the channels of an image.
public final class Softmax2d extends Activation {
  public Softmax2d() {
    this(new Attributes());
  }

  /// @param attributes none
  public Softmax2d(Attributes attributes) {
    super("softmax", attributes);
  }

  @Override
  protected Object forward(Args args) {
    int rank = args.get(0, Tensor.class, this).dim();
    if (rank == 3 || rank == 4) return super.forward(args);
    throw TorchException.value(
        "Softmax2d: expected input to be 3D or 4D, got " + rank + "D instead");
  }

  @Override
  protected Map<String, Object> arguments() {
    return Map.of("dim", -3L);
  }
}
