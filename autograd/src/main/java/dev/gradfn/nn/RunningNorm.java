package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import java.util.Map;

/// What batch and instance normalisations share: PyTorch's `_NormBase`.
public abstract class RunningNorm extends Layer {

  /// @param momentum null: a cumulative average
  /// @param bias whether there is one where there are affine parameters
  public record Options(
      double eps, Double momentum, boolean affine, boolean trackRunningStats, boolean bias) {
    public static final Options DEFAULT = new Options(1e-5, 0.1, true, true);

    public Options(double eps, Double momentum, boolean affine, boolean trackRunningStats) {
      this(eps, momentum, affine, trackRunningStats, true);
    }
  }

  private final Attributes attributes;
  protected final Slot<Tensor> weight;
  protected final Slot<Tensor> bias;
  protected final Slot<Tensor> runningMean;
  protected final Slot<Tensor> runningVar;
  protected final Slot<Tensor> numBatchesTracked;

  /// All tensors may be null: no affine parameters, no running statistics.
  @SuppressWarnings("this-escape")
  protected RunningNorm(
      int numFeatures,
      Options options,
      Tensor weight,
      Tensor bias,
      Tensor runningMean,
      Tensor runningVar,
      Tensor numBatchesTracked) {
    this.attributes =
        new Attributes()
            .with("num_features", numFeatures)
            .with("eps", options.eps())
            .with("momentum", options.momentum())
            .with("affine", options.affine())
            .with("track_running_stats", options.trackRunningStats());
    this.weight = registerParameter("weight", parameterOrNull(weight));
    this.bias = registerParameter("bias", parameterOrNull(bias));
    this.runningMean = registerBuffer("running_mean", runningMean);
    this.runningVar = registerBuffer("running_var", runningVar);
    this.numBatchesTracked = registerBuffer("num_batches_tracked", numBatchesTracked);
  }

  /// With PyTorch's start values: weight 1, bias 0, mean 0, variance 1.
  protected RunningNorm(int numFeatures, Options options) {
    this(
        numFeatures,
        options,
        options.affine() ? Weights.full(1, numFeatures) : null,
        options.affine() && options.bias() ? Weights.zeros(numFeatures) : null,
        options.trackRunningStats() ? Weights.zeros(numFeatures) : null,
        options.trackRunningStats() ? Weights.full(1, numFeatures) : null,
        options.trackRunningStats() ? Tensor.zeros(DType.INT64, Device.CPU, Dims.of()) : null);
  }

  public int numFeatures() {
    return attributes.integer("num_features");
  }

  public Options options() {
    return new Options(
        eps(), momentum(), attributes.flag("affine"), tracksStatistics(), bias.get() != null);
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

  protected final double eps() {
    return attributes.number("eps").doubleValue();
  }

  /// Null: a cumulative average.
  public final Double momentum() {
    Number momentum = attributes.number("momentum");
    return momentum == null ? null : Double.valueOf(momentum.doubleValue());
  }

  /// @param value null: a cumulative average
  public final void setMomentum(Double value) {
    attributes.with("momentum", value);
  }

  /// Forgets what was seen: mean 0, variance 1, no batches.
  public final void resetRunningStats() {
    if (!tracksStatistics()) return;
    runningMean.get().zero_();
    runningVar.get().fill_(1);
    numBatchesTracked.get().zero_();
  }

  protected final boolean tracksStatistics() {
    return attributes.flag("track_running_stats");
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
    return numFeatures()
        + ", "
        + attributes.repr("eps", "momentum", "affine")
        + ", bias="
        + Repr.bool(bias.get() != null)
        + ", "
        + attributes.repr("track_running_stats");
  }

  @Override
  public Map<String, Object> attributes() {
    return attributes.live();
  }
}
