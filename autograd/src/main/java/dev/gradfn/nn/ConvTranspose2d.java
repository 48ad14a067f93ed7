package dev.gradfn.nn;

import dev.gradfn.core.Dims;

/// Transposed convolution over `[n, c, h, w]`: the gradient of [Conv2d] with respect to its input.
public class ConvTranspose2d extends ConvTranspose {
  public ConvTranspose2d(int inChannels, int outChannels, long kernelSize) {
    this(inChannels, outChannels, Options.kernel(Dims.filled(2, kernelSize)));
  }

  public ConvTranspose2d(int inChannels, int outChannels, Options options) {
    super(inChannels, outChannels, options);
  }
}
