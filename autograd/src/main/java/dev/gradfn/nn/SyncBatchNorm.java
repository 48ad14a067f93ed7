package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;

/// Batch normalisation with the statistics of all processes. There is one process here, and like
/// PyTorch this takes no input that lies on the CPU.
public final class SyncBatchNorm extends BatchNorm {
  public SyncBatchNorm(int numFeatures) {
    this(numFeatures, Options.DEFAULT);
  }

  public SyncBatchNorm(int numFeatures, Options options) {
    super(numFeatures, options);
  }

  @Override
  protected void checkInput(Tensor x) {
    if (x.dim() < 2) {
      throw TorchException.value("expected at least 2D input (got " + x.dim() + "D input)");
    }
    throw TorchException.value(
        "SyncBatchNorm expected input tensor to be on GPU or XPU or privateuseone");
  }
}
