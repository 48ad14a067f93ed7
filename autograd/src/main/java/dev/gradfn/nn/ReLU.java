package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;

/// `max(x, 0)`.
public final class ReLU extends Layer {
  private final boolean inplace;

  public ReLU(boolean inplace) {
    this.inplace = inplace;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return F.relu(x, inplace);
  }

  @Override
  protected String extraRepr() {
    return inplace ? "inplace=True" : "";
  }
}
