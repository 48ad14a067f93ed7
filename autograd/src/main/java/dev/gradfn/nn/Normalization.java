package dev.gradfn.nn;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.op.Mean;
import dev.gradfn.op.MemoryFormat;
import dev.gradfn.op.NativeGroupNorm;
import dev.gradfn.op.NativeLayerNorm;
import dev.gradfn.op.WithNumber;

/// Normalisations by the statistics of each sample, as `torch.nn.functional` has them.
public final class Normalization {
  private Normalization() {}

  /// @param weight null: 1
  /// @param bias null: 0
  public static Tensor layerNorm(
      Tensor x, Dims normalizedShape, Tensor weight, Tensor bias, double eps) {
    return Operations.apply(new NativeLayerNorm(normalizedShape, eps), x, weight, bias);
  }

  /// [F#batchNorm] of each image alone. Running statistics, where given, are used, or else moved
  /// towards the mean of all images'.
  public static Tensor instanceNorm(
      Tensor x,
      Tensor runningMean,
      Tensor runningVar,
      Tensor weight,
      Tensor bias,
      boolean useInputStats,
      double momentum,
      double eps) {
    if ((runningMean == null) != (runningVar == null)) {
      throw TorchException.value(
          "running_mean and running_var must either both be None or neither be None");
    }
    if (useInputStats && x.shape().slice(Math.min(2, x.dim()), x.dim()).product() == 1) {
      throw TorchException.value(
          "Expected more than 1 spatial element when training, got input size torch.Size("
              + x.shape()
              + ")");
    }
    long images = x.shape().get(0);
    long channels = x.shape().get(1);
    Dims flat = x.shape().with(0, 1).with(1, images * channels);
    Tensor scale = repeated(weight, images);
    Tensor shift = repeated(bias, images);
    Tensor mean = repeated(runningMean, images);
    Tensor var = repeated(runningVar, images);
    Tensor input = x.contiguous().view(flat);
    Tensor out = F.batchNorm(input, mean, var, scale, shift, useInputStats, momentum, eps);
    if (useInputStats) {
      average(mean, images, runningMean);
      average(var, images, runningVar);
    }
    return out.view(x.shape());
  }

  private static Tensor repeated(Tensor perChannel, long images) {
    return perChannel == null ? null : perChannel.repeat(Dims.of(images));
  }

  private static void average(Tensor repeated, long images, Tensor running) {
    if (running == null) return;
    Tensor rows = repeated.view(images, running.numel());
    running.copy_(rows.sum(Dims.of(0), false).div(images));
  }

  /// `x / √(mean square + eps) · weight` over the last dimensions.
  ///
  /// @param weight null: 1
  /// @param eps null: the smallest difference from 1 of the type that is computed in
  public static Tensor rmsNorm(Tensor x, Dims normalizedShape, Tensor weight, Double eps) {
    DType dtype = x.dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
    Tensor input = x.to(dtype);
    double epsilon = eps != null ? eps : dtype == DType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1f);
    Dims last = normalizedShape;
    for (int i = 0; i < last.rank(); i++) last = last.with(i, x.dim() - 1 - i);
    Tensor meanSquare = Operations.apply(new Mean(last, true, null), input.pow(2));
    Tensor rrms = WithNumber.add(meanSquare, epsilon).rsqrt();
    Tensor normalised = input.mul(rrms);
    return (weight == null ? normalised : normalised.mul(weight)).to(x.dtype()).contiguous();
  }

  /// @param weight null: 1
  /// @param bias null: 0
  public static Tensor groupNorm(Tensor x, int groups, Tensor weight, Tensor bias, double eps) {
    if (x.dim() < 2) {
      throw TorchException.runtime(
          "Expected at least 2 dimensions for input tensor but received " + x.dim());
    }
    if (groups != 0) requireSeveral(x, groups);
    TorchException.check(
        groups > 0, () -> "Expected num groups to be greater than 0, got " + groups);
    if (x.shape().get(1) % groups != 0) {
      throw TorchException.runtime(
          "Expected number of channels in input to be divisible by num_groups, but got input of"
              + " shape "
              + x.shape()
              + " and num_groups="
              + groups);
    }
    boolean ordered = MemoryFormat.isChannelsLast(x.geometry());
    Tensor input = ordered ? x : x.contiguous();
    return Operations.apply(new NativeGroupNorm(groups, eps), input, dense(weight), dense(bias));
  }

  private static void requireSeveral(Tensor x, int groups) {
    Dims shape = x.shape();
    long perChannel = Math.floorDiv(shape.get(0) * shape.get(1), groups);
    if (perChannel * shape.slice(2, x.dim()).product() != 1) return;
    throw TorchException.value(
        "Expected more than 1 value per channel when training, got input size " + shape);
  }

  private static Tensor dense(Tensor x) {
    return x == null ? null : x.contiguous();
  }
}
