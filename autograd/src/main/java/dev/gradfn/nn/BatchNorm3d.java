package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;

/// Batch normalisation over `[n, c, d, h, w]`.
public final class BatchNorm3d extends BatchNorm {
  public BatchNorm3d(int numFeatures) {
    this(numFeatures, Options.DEFAULT);
  }

  public BatchNorm3d(int numFeatures, Options options) {
    super(numFeatures, options);
  }

  @Override
  protected void checkInput(Tensor x) {
    Ranks.require(x, 5);
  }
}
