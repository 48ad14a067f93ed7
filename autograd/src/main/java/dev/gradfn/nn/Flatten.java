package dev.gradfn.nn;

/// Makes one dimension of those from `startDim` to `endDim`.
public final class Flatten extends FunctionLayer {
  public Flatten() {
    this(1, -1);
  }

  public Flatten(int startDim, int endDim) {
    super("flatten", new Attributes().with("start_dim", startDim).with("end_dim", endDim));
  }
}
