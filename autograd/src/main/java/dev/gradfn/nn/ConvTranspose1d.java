package dev.gradfn.nn;

import dev.gradfn.core.Dims;

/// Transposed convolution over `[n, c, l]`: the gradient of [Conv1d] with respect to its input.
public final class ConvTranspose1d extends ConvTranspose {
  public ConvTranspose1d(int inChannels, int outChannels, long kernelSize) {
    this(inChannels, outChannels, Options.kernel(Dims.filled(1, kernelSize)));
  }

  public ConvTranspose1d(int inChannels, int outChannels, Options options) {
    super(inChannels, outChannels, options);
  }
}
