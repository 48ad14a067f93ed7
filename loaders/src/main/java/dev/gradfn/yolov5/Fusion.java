package dev.gradfn.yolov5;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.BatchNorm;
import dev.gradfn.nn.Conv2d;

/// Convolution and batch norm (in eval mode) as one convolution: `w' = γ / √(σ² + ε) · w`, `b' = γ
/// / √(σ² + ε) · (b − μ) + β`.
final class Fusion {
  private Fusion() {}

  static Conv2d fuse(Conv2d conv, BatchNorm norm) {
    try (var _ = Autograd.noGrad()) {
      Tensor scale =
          norm.weight().get().mul(norm.runningVar().get().add(norm.options().eps()).rsqrt());
      Tensor weight = conv.weight().get().mul(scale.view(-1, 1, 1, 1));
      Tensor bias = norm.bias().get().sub(norm.runningMean().get().mul(scale));
      if (conv.bias().get() != null) bias = bias.add(conv.bias().get().mul(scale));
      return new Conv2d(
          conv.inChannels(), conv.outChannels(), conv.options(), constant(weight), constant(bias));
    }
  }

  private static Parameter constant(Tensor data) {
    return new Parameter(data.array(), false);
  }
}
