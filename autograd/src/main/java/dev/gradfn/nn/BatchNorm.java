package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/// What the batch normalisations share: PyTorch's `_BatchNorm`.
public abstract class BatchNorm extends Layer {

  /// @param momentum null: a cumulative average
  public record Options(double eps, Double momentum, boolean affine, boolean trackRunningStats) {
    public static final Options DEFAULT = new Options(1e-5, 0.1, true, true);
  }

  protected final int numFeatures;
  protected final Options options;
  protected final Slot<Tensor> weight;
  protected final Slot<Tensor> bias;
  protected final Slot<Tensor> runningMean;
  protected final Slot<Tensor> runningVar;
  protected final Slot<Tensor> numBatchesTracked;

  /// All tensors may be null: no affine parameters, no running statistics.
  @SuppressWarnings("this-escape")
  protected BatchNorm(
      int numFeatures,
      Options options,
      Tensor weight,
      Tensor bias,
      Tensor runningMean,
      Tensor runningVar,
      Tensor numBatchesTracked) {
    this.numFeatures = numFeatures;
    this.options = options;
    this.weight = registerParameter("weight", parameterOrNull(weight));
    this.bias = registerParameter("bias", parameterOrNull(bias));
    this.runningMean = registerBuffer("running_mean", runningMean);
    this.runningVar = registerBuffer("running_var", runningVar);
    this.numBatchesTracked = registerBuffer("num_batches_tracked", numBatchesTracked);
  }

  public int numFeatures() {
    return numFeatures;
  }

  public Options options() {
    return options;
  }

  public Slot<Tensor> weight() {
    return weight;
  }

  public Slot<Tensor> bias() {
    return bias;
  }

  public Slot<Tensor> runningMean() {
    return runningMean;
  }

  public Slot<Tensor> runningVar() {
    return runningVar;
  }

  @Override
  protected Tensor forward(Tensor x) {
    boolean hasStatistics = runningMean.get() != null && runningVar.get() != null;
    boolean usesBatch = isTraining() || !hasStatistics;
    double momentum = isTraining() && options.trackRunningStats() ? countBatch() : 0;
    boolean passesStatistics = !isTraining() || options.trackRunningStats();
    return F.batchNorm(
        x,
        passesStatistics ? runningMean.get() : null,
        passesStatistics ? runningVar.get() : null,
        weight.get(),
        bias.get(),
        usesBatch,
        momentum,
        options.eps());
  }

  /// Counts this batch and gives the weight of its statistics.
  private double countBatch() {
    Tensor tracked = numBatchesTracked.get();
    if (tracked != null) tracked.add_(1);
    if (options.momentum() != null) return options.momentum();
    return tracked == null ? 0 : 1 / tracked.item();
  }

  @Override
  protected int stateVersion() {
    return 2;
  }

  /// Version 1 did not count batches.
  @Override
  protected void beforeLoading(Map<String, Object> state, String prefix, int version) {
    Tensor tracked = numBatchesTracked.get();
    if (version < 2 && tracked != null) state.putIfAbsent(prefix + "num_batches_tracked", tracked);
  }

  /// Since PyTorch 2.13 norm layers print `bias`.
  @Override
  protected String extraRepr() {
    return numFeatures
        + ", eps="
        + Repr.number(options.eps())
        + ", momentum="
        + (options.momentum() == null ? "None" : Repr.number(options.momentum()))
        + ", affine="
        + Repr.bool(options.affine())
        + ", bias="
        + Repr.bool(options.affine())
        + ", track_running_stats="
        + Repr.bool(options.trackRunningStats());
  }

  @Override
  public Map<String, Object> attributes() {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("num_features", (long) numFeatures);
    attributes.put("eps", options.eps());
    attributes.put("momentum", options.momentum());
    attributes.put("affine", options.affine());
    attributes.put("track_running_stats", options.trackRunningStats());
    return attributes;
  }
}
