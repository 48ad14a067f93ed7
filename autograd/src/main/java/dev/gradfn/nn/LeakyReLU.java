package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;

/// `x` where positive, else `negativeSlope · x`.
public final class LeakyReLU extends Layer {
  private final double negativeSlope;
  private final boolean inplace;

  public LeakyReLU(double negativeSlope, boolean inplace) {
    this.negativeSlope = negativeSlope;
    this.inplace = inplace;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return F.leakyRelu(x, negativeSlope, inplace);
  }

  @Override
  protected String extraRepr() {
    return "negative_slope=" + Repr.number(negativeSlope) + (inplace ? ", inplace=True" : "");
  }
}
