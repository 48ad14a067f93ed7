package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;

/// Convolution over `[n, c, h, w]`.
public final class Conv2d extends ConvNd {
  public Conv2d(int inChannels, int outChannels, long kernelSize) {
    this(inChannels, outChannels, Options.kernel(Dims.filled(2, kernelSize)));
  }

  public Conv2d(int inChannels, int outChannels, Options options) {
    super(inChannels, outChannels, options, weightShape(inChannels, outChannels, options, false));
  }

  /// With stored weights; `bias` may be null.
  public Conv2d(int inChannels, int outChannels, Options options, Tensor weight, Tensor bias) {
    super(inChannels, outChannels, options, weight, bias);
  }
}
