package dev.gradfn.nn;

/// Normalisation of each channel of each sample of `[n, c, h, w]`; without a batch dimension too.
public final class InstanceNorm2d extends InstanceNorm {
  public InstanceNorm2d(int numFeatures) {
    this(numFeatures, WITHOUT_PARAMETERS);
  }

  public InstanceNorm2d(int numFeatures, Options options) {
    super(numFeatures, options, 2);
  }
}
