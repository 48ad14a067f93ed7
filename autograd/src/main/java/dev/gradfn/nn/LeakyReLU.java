package dev.gradfn.nn;

/// `x` where positive, else `negativeSlope · x`.
public final class LeakyReLU extends Activation {
  public LeakyReLU() {
    this(0.01, false);
  }

  public LeakyReLU(Number negativeSlope) {
    this(negativeSlope, false);
  }

  public LeakyReLU(Number negativeSlope, boolean inplace) {
    this(new Attributes().with("negative_slope", negativeSlope).with("inplace", inplace));
  }

  /// @param attributes all, by PyTorch's names
  public LeakyReLU(Attributes attributes) {
    super("leaky_relu", attributes);
  }
}
