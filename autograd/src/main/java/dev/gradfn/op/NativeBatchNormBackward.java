package dev.gradfn.op;

import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.BatchNormLayer;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The fused derivative of [NativeBatchNorm]. Never recorded: see [NativeBatchNorm#gradients].
///
/// Inputs: grad_out, input, weight (optional), and in training save_mean and save_invstd, else
/// running_mean and running_var. Results: the gradients of input, weight and bias.
public record NativeBatchNormBackward(boolean training, double eps) implements Norm {
  @Override
  public String nodeName() {
    return "NativeBatchNormBackwardBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    DType dtype = inputs[1].dtype();
    Geometry vector = Geometry.contiguous(Dims.of(inputs[1].shape().get(1)));
    Geometry input = Geometry.contiguous(inputs[1].shape());
    return new Result[] {
      Result.fresh(new ArraySpec(dtype, input)),
      Result.fresh(new ArraySpec(dtype, vector)),
      Result.fresh(new ArraySpec(dtype, vector))
    };
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    if (runInOne(kernels, in, out)) return;
    DType dtype = in[1].dtype();
    int channels = in[1].shape().at(1);
    double n = (double) in[1].numel() / channels;
    double[] mean = ChannelVector.read(kernels, in[3]);
    double[] invstd = ChannelVector.read(kernels, in[4]);
    if (!training) invstd = NativeBatchNorm.invstd(invstd, eps);
    double[] scale = ChannelVector.readOrFill(kernels, in[2], channels, 1);
    for (int c = 0; c < channels; c++) scale[c] *= invstd[c];

    NdArray dot = NdArray.allocate(dtype, out[1].shape());
    kernels.channelGradientSums(in[0], in[1], in[3], out[2], dot);
    double[] sum = ChannelVector.read(kernels, out[2]);
    double[] gradWeight = ChannelVector.read(kernels, dot);
    for (int c = 0; c < channels; c++) gradWeight[c] *= invstd[c];
    ChannelVector.write(kernels, gradWeight, out[1]);

    // gradInput = scale · (g − Σg / n − x̂ Σ(g x̂) / n), written as g · a + x · b + c.
    double[] b = new double[channels];
    double[] c = new double[channels];
    for (int i = 0; training && i < channels; i++) {
      b[i] = -scale[i] * invstd[i] * gradWeight[i] / n;
      c[i] = -scale[i] * sum[i] / n - b[i] * mean[i];
    }
    kernels.channelCombine(
        in[0],
        in[1],
        ChannelVector.of(kernels, dtype, channels, i -> scale[i]),
        ChannelVector.of(kernels, dtype, channels, i -> b[i]),
        ChannelVector.of(kernels, dtype, channels, i -> c[i]),
        out[0]);
  }

  private boolean runInOne(KernelChain kernels, NdArray[] in, NdArray[] out) {
    NdArray variance = training ? variance(kernels, in[4]) : in[4];
    var layer = new BatchNormLayer(training, eps, in[1], in[2], null, in[3], variance);
    return kernels.batchNormGradient(layer, in[0], out[0], out[1], out[2]);
  }

  /// What 1 / √(variance + eps) was made of.
  private NdArray variance(KernelChain kernels, NdArray invstd) {
    double[] values = ChannelVector.read(kernels, invstd);
    return ChannelVector.of(
        kernels, invstd.dtype(), values.length, c -> 1 / (values[c] * values[c]) - eps);
  }
}
