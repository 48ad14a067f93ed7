package stranger;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Layer;

/// A user's layer that keeps what it has computed.
public final class Remembering extends Layer {
  public Tensor last;

  @Override
  protected Tensor forward(Tensor x) {
    last = x.mul(2);
    return last;
  }
}
