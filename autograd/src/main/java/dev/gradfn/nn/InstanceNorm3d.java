package dev.gradfn.nn;

/// Normalisation of each channel of each sample of `[n, c, d, h, w]`; without a batch dimension
/// too.
public final class InstanceNorm3d extends InstanceNorm {
  public InstanceNorm3d(int numFeatures) {
    this(numFeatures, WITHOUT_PARAMETERS);
  }

  public InstanceNorm3d(int numFeatures, Options options) {
    super(numFeatures, options, 3);
  }
}
