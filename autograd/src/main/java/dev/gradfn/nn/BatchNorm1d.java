package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;

/// Batch normalisation over `[n, c]` or `[n, c, l]`.
public final class BatchNorm1d extends BatchNorm {
  public BatchNorm1d(int numFeatures) {
    this(numFeatures, Options.DEFAULT);
  }

  public BatchNorm1d(int numFeatures, Options options) {
    super(numFeatures, options);
  }

  @Override
  protected void checkInput(Tensor x) {
    Ranks.require(x, 2, 3);
  }
}
