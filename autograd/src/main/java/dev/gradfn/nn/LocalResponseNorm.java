package dev.gradfn.nn;

/// Each element divided by a power of the mean square of its neighbours in other channels.
public final class LocalResponseNorm extends FunctionLayer {
  public LocalResponseNorm(int size) {
    this(size, 1e-4, 0.75, 1.0);
  }

  public LocalResponseNorm(int size, Number alpha, Number beta, Number k) {
    super(
        "nn.functional.local_response_norm",
        new Attributes().with("size", size).with("alpha", alpha).with("beta", beta).with("k", k));
  }

  @Override
  protected String extraRepr() {
    return attributes.get("size") + ", " + attributes.repr("alpha", "beta", "k");
  }
}
