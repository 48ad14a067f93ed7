package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import java.util.random.RandomGenerator;

/// Convolution over `[n, c, h, w]`.
public final class Conv2d extends ConvNd {
  public Conv2d(int inChannels, int outChannels, Options options, Tensor weight, Tensor bias) {
    super(inChannels, outChannels, options, weight, bias);
    if (!options.paddingMode().equals("zeros")) {
      throw TorchException.notImplemented(
          "Conv2d: padding_mode \""
              + options.paddingMode()
              + "\" is not implemented yet, expected \"zeros\"");
    }
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

  @Override
  protected Tensor forward(Tensor x) {
    return F.conv2d(
        x,
        weight.get(),
        bias.get(),
        options.stride(),
        options.padding(),
        options.dilation(),
        options.groups());
  }
}
