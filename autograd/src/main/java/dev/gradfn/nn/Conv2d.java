package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import java.util.random.RandomGenerator;

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

  /// With new weights from PyTorch's distribution: uniform within `±1 / √fan_in`.
  public static Conv2d create(
      int inChannels, int outChannels, Options options, boolean bias, RandomGenerator random) {
    Dims kernel = options.kernelSize();
    long fanIn = inChannels / options.groups() * kernel.product();
    double bound = 1 / Math.sqrt(fanIn);
    long[] shape = {outChannels, inChannels / options.groups(), kernel.get(0), kernel.get(1)};
    Tensor weight = Init.uniform(bound, random, shape);
    return new Conv2d(
        inChannels,
        outChannels,
        options,
        weight,
        bias ? Init.uniform(bound, random, outChannels) : null);
  }
}
