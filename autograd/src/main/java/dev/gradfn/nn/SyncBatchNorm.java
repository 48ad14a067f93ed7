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

  /// Puts a SyncBatchNorm with the same parameters and statistics in the place of each batch norm:
  /// `convert_sync_batchnorm`.
  ///
  /// @return `module`, changed, or what takes its place
  public static Module convert(Module module) {
    Module converted = module instanceof BatchNorm norm ? of(norm) : module;
    module.namedChildren().forEach((name, child) -> converted.registerModule(name, convert(child)));
    return converted;
  }

  private static SyncBatchNorm of(BatchNorm norm) {
    SyncBatchNorm converted = new SyncBatchNorm(norm.numFeatures(), norm.options());
    norm.parameterSlots().forEach((name, slot) -> converted.setAttribute(name, slot.get()));
    norm.bufferSlots().forEach((name, slot) -> converted.setAttribute(name, slot.get()));
    converted.setTraining(norm.isTraining());
    return converted;
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
