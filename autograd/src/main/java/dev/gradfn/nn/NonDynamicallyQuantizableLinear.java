package dev.gradfn.nn;

/// The last projection of an attention: a [Linear] by another name.
public final class NonDynamicallyQuantizableLinear extends Linear {
  public NonDynamicallyQuantizableLinear(int inFeatures, int outFeatures, boolean bias) {
    super(inFeatures, outFeatures, bias);
  }
}
