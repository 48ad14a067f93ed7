package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;

/// What the batch normalisations share: PyTorch's `_BatchNorm`.
public abstract class BatchNorm extends RunningNorm {

  /// All tensors may be null: no affine parameters, no running statistics.
  protected BatchNorm(
      int numFeatures,
      Options options,
      Tensor weight,
      Tensor bias,
      Tensor runningMean,
      Tensor runningVar,
      Tensor numBatchesTracked) {
    super(numFeatures, options, weight, bias, runningMean, runningVar, numBatchesTracked);
  }

  protected BatchNorm(int numFeatures, Options options) {
    super(numFeatures, options);
  }

  /// @throws TorchException if `x` has a wrong number of dimensions
  protected abstract void checkInput(Tensor x);

  @Override
  protected Tensor forward(Tensor x) {
    checkInput(x);
    boolean hasStatistics = runningMean.get() != null && runningVar.get() != null;
    boolean usesBatch = isTraining() || !hasStatistics;
    double momentum = isTraining() && tracksStatistics() ? countBatch() : momentumOrZero();
    boolean passesStatistics = !isTraining() || tracksStatistics();
    return F.batchNorm(
        x,
        passesStatistics ? runningMean.get() : null,
        passesStatistics ? runningVar.get() : null,
        weight.get(),
        bias.get(),
        usesBatch,
        momentum,
        eps());
  }

  private double momentumOrZero() {
    return momentum() == null ? 0 : momentum();
  }

  /// Counts this batch and gives the weight of its statistics.
  private double countBatch() {
    Tensor tracked = numBatchesTracked.get();
    if (tracked != null) tracked.add_(1);
    if (momentum() != null) return momentum();
    return tracked == null ? 0 : 1 / tracked.item();
  }
}
