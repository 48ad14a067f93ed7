package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;

/// Batch normalisation over `[n, c, h, w]`.
public final class BatchNorm2d extends BatchNorm {
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
    return new BatchNorm2d(
        numFeatures,
        options,
        options.affine() ? Tensor.ones(numFeatures) : null,
        options.affine() ? Tensor.zeros(numFeatures) : null,
        options.trackRunningStats() ? Tensor.zeros(numFeatures) : null,
        options.trackRunningStats() ? Tensor.ones(numFeatures) : null,
        options.trackRunningStats() ? Tensor.zeros(DType.INT64, Device.CPU, Dims.of()) : null);
  }

  @Override
  protected Tensor forward(Tensor x) {
    if (x.dim() != 4) {
      throw TorchException.value("expected 4D input (got " + x.dim() + "D input)");
    }
    return super.forward(x);
  }
}
