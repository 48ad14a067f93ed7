package dev.gradfn.nn;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import dev.gradfn.op.MemoryFormat;
import dev.gradfn.op.NativeGroupNorm;
import dev.gradfn.op.NativeLayerNorm;

/// Normalisations by the statistics of each sample, as `torch.nn.functional` has them.
public final class Normalization {
  private Normalization() {}

  /// @param weight null: 1
  /// @param bias null: 0
  public static Tensor layerNorm(
      Tensor x, Dims normalizedShape, Tensor weight, Tensor bias, double eps) {
    return Operations.apply(new NativeLayerNorm(normalizedShape, eps), x, weight, bias);
  }

  /// @param weight null: 1
  /// @param bias null: 0
  public static Tensor groupNorm(Tensor x, int groups, Tensor weight, Tensor bias, double eps) {
    if (x.dim() < 2) {
      throw TorchException.runtime(
          "Expected at least 2 dimensions for input tensor but received " + x.dim());
    }
    if (groups <= 0 || x.shape().get(1) % groups != 0) {
      throw TorchException.runtime(
          "Expected number of channels in input to be divisible by num_groups, but got input of"
              + " shape "
              + x.shape()
              + " and num_groups="
              + groups);
    }
    boolean ordered = MemoryFormat.isChannelsLast(x.geometry());
    Tensor input = ordered ? x : x.contiguous();
    return Operations.apply(new NativeGroupNorm(groups, eps), input, weight, bias);
  }
}
