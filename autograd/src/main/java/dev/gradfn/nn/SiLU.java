package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;

/// `x · sigmoid(x)`.
public final class SiLU extends Layer {
  private final boolean inplace;

  public SiLU(boolean inplace) {
    this.inplace = inplace;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return F.silu(x, inplace);
  }

  @Override
  protected String extraRepr() {
    return inplace ? "inplace=True" : "";
  }
}
