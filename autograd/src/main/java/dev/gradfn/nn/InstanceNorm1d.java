package dev.gradfn.nn;

/// Normalisation of each channel of each sample of `[n, c, l]`; without a batch dimension too.
public final class InstanceNorm1d extends InstanceNorm {
  public InstanceNorm1d(int numFeatures) {
    this(numFeatures, WITHOUT_PARAMETERS);
  }

  public InstanceNorm1d(int numFeatures, Options options) {
    super(numFeatures, options, 1);
  }
}
