package dev.gradfn.onednn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.Torch;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.BatchNorm2d;
import dev.gradfn.nn.Conv2d;
import dev.gradfn.nn.ConvNd;
import dev.gradfn.nn.Layer;
import dev.gradfn.nn.Sequential;
import dev.gradfn.nn.SiLU;

/// Two convolutions with norm and activation, as YOLOv5's are.
final class SmallNetwork {
  private SmallNetwork() {}

  /// Of `[n, 3, h, w]`, with `[n, 16, h, w]` as its result; always the same weights.
  static Sequential create() {
    Torch.manualSeed(3);
    return new Sequential(
        convolution(3, 16),
        new BatchNorm2d(16),
        new SiLU(),
        convolution(16, 16),
        new BatchNorm2d(16),
        new SiLU());
  }

  private static Conv2d convolution(int in, int out) {
    return new Conv2d(in, out, ConvNd.Options.kernel(Dims.of(3, 3)).withPadding(Dims.of(1, 1)));
  }

  static Tensor forward(Sequential network, Tensor images) {
    return Layer.call(network, images);
  }
}
