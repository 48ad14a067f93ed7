package dev.gradfn.optim;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.BatchNorm;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Slot;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A copy of a model whose parameters are averages over training:
/// `torch.optim.swa_utils.AveragedModel`.
///
/// ```java
/// var averaged = new AveragedModel(model, Averaging.exponentialByLerp(0.999), false);
/// // after each step of the optimiser
/// averaged.updateParameters(model);
/// ```
public final class AveragedModel extends Module {
  private final Averaging averaging;
  private final boolean useBuffers;
  private final Slot<Module> module;
  private final Slot<Tensor> averagedCount;

  /// The plain average of the parameters.
  public AveragedModel(Module model) {
    this(model, Averaging.equal(), false);
  }

  /// @param useBuffers average buffers too; otherwise they are copied
  public AveragedModel(Module model, Averaging averaging, boolean useBuffers) {
    this.averaging = averaging;
    this.useBuffers = useBuffers;
    this.module = registerModule("module", model.deepcopy());
    this.averagedCount =
        registerBuffer("n_averaged", Tensor.zeros(DType.INT64, Device.CPU, Dims.of()));
  }

  public Module module() {
    return module.get();
  }

  /// How many values the averages stand for.
  public long averagedCount() {
    return averagedCount.get().toLongArray()[0];
  }

  @Override
  protected Object forward(Args args) {
    return module().callAll(args);
  }

  /// Takes in the parameters of `model`; the first time, copies them.
  public void updateParameters(Module model) {
    long count = averagedCount();
    try (var _ = Autograd.noGrad()) {
      Iterator<Tensor> current = averagedOf(model).iterator();
      for (Tensor average : averagedOf(module())) {
        if (count == 0) average.detach().copy_(current.next());
        else averaging.update_(average.detach(), current.next().detach(), count);
      }
      if (!useBuffers) copyBuffers(model);
      averagedCount.get().add_(1);
    }
  }

  private List<Tensor> averagedOf(Module model) {
    List<Tensor> tensors = new ArrayList<>(model.parameters());
    if (useBuffers) tensors.addAll(model.buffers());
    return tensors;
  }

  private void copyBuffers(Module model) {
    Iterator<Tensor> current = model.buffers().iterator();
    for (Tensor buffer : module().buffers()) buffer.detach().copy_(current.next());
  }

  /// Computes the running statistics of all batch norms anew, as the plain average over `batches`:
  /// averaged weights have no statistics of their own. PyTorch's `update_bn`.
  ///
  /// @param batches the arguments of `model`, one tensor each
  public static void updateBatchNorms(Iterable<Tensor> batches, Module model) {
    Map<BatchNorm, Double> momenta = new LinkedHashMap<>();
    for (Module each : model.modules()) {
      if (each instanceof BatchNorm norm) momenta.put(norm, norm.momentum());
    }
    if (momenta.isEmpty()) return;
    boolean training = model.isTraining();
    model.train();
    momenta.keySet().forEach(BatchNorm::resetRunningStats);
    momenta.keySet().forEach(norm -> norm.setMomentum(null));
    try (var _ = Autograd.noGrad()) {
      for (Tensor batch : batches) model.callAll(Args.of(batch));
    } finally {
      momenta.forEach(BatchNorm::setMomentum);
      model.train(training);
    }
  }
}
