package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;

/// Zeros around the last two dimensions: left, right, top, bottom.
public final class ZeroPad2d extends Layer {
  private final Dims padding;

  public ZeroPad2d(Dims padding) {
    this.padding = padding;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return F.pad(x, padding, 0);
  }

  @Override
  protected String extraRepr() {
    return Repr.tuple(padding);
  }
}
