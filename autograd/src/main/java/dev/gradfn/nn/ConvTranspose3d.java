package dev.gradfn.nn;

import dev.gradfn.core.Dims;

/// Transposed convolution over `[n, c, d, h, w]`: the gradient of [Conv3d] with respect to its
/// input.
public final class ConvTranspose3d extends ConvTranspose {
  public ConvTranspose3d(int inChannels, int outChannels, long kernelSize) {
    this(inChannels, outChannels, Options.kernel(Dims.filled(3, kernelSize)));
  }

  public ConvTranspose3d(int inChannels, int outChannels, Options options) {
    super(inChannels, outChannels, options);
  }
}
