package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;

/// Batch normalisation over `[n, c, h, w]`.
public final class BatchNorm2d extends BatchNorm {
  public BatchNorm2d(int numFeatures) {
    this(numFeatures, Options.DEFAULT);
  }

  public BatchNorm2d(int numFeatures, Options options) {
    super(numFeatures, options);
  }

  /// With stored tensors; all may be null.
  public BatchNorm2d(
      int numFeatures,
      Options options,
      Tensor weight,
      Tensor bias,
      Tensor runningMean,
      Tensor runningVar,
      Tensor numBatchesTracked) {
    super(numFeatures, options, weight, bias, runningMean, runningVar, numBatchesTracked);
  }

  /// With PyTorch's start values: weight 1, bias 0, mean 0, variance 1.
  public static BatchNorm2d create(int numFeatures, Options options) {
    return new BatchNorm2d(numFeatures, options);
  }

  @Override
  protected void checkInput(Tensor x) {
    Ranks.require(x, 4);
  }
}
