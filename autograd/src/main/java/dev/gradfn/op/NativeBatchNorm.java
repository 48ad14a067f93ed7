package dev.gradfn.op;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.FormulaNode;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.BatchNormLayer;
import dev.gradfn.core.ChannelFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Batch normalisation of `input` `[n, c, *]`: per channel `(x − mean) · invstd · weight + bias`
/// with `invstd = 1 / √(variance + eps)`.
///
/// Inputs: input, weight, bias, running_mean, running_var; all but the first optional. In training
/// the statistics are the batch's, and the running ones move towards them by `momentum` (the
/// variance with n − 1). Results: output, save_mean, save_invstd (empty in eval mode, as on
/// PyTorch's CPU).
public record NativeBatchNorm(boolean training, double momentum, double eps) implements Norm {
  @Override
  public String nodeName() {
    return "NativeBatchNormBackward0";
  }

  @Override
  public boolean isDifferentiable(int output) {
    return output == 0;
  }

  @Override
  public int edgeCount(int inputs) {
    return 3;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Dims shape = inputs[0].shape();
    if (shape.rank() < 2) {
      throw TorchException.index(
          "Dimension out of range (expected to be in range of [-1, 0], but got 1)");
    }
    long channels = shape.get(1);
    if (!training && (inputs[3] == null || inputs[4] == null)) {
      throw TorchException.runtime(
          (inputs[3] == null ? "running_mean" : "running_var")
              + " must be defined in evaluation mode");
    }
    String[] names = {"input", "weight", "bias", "running_mean", "running_var"};
    for (int i : new int[] {3, 4, 1, 2}) {
      if (inputs[i] != null && inputs[i].shape().product() != channels) {
        throw TorchException.runtime(
            names[i]
                + " should contain "
                + channels
                + " elements not "
                + inputs[i].shape().product());
      }
    }
    if (training && shape.product() / Math.max(channels, 1) == 1) {
      throw TorchException.value(
          "Expected more than 1 value per channel when training, got input size torch.Size("
              + shape
              + ")");
    }
    KernelTypes.requireFloating("batch_norm", inputs[0].dtype());
    ParameterTypes.require(inputs[0], inputs[1], inputs[2], inputs[3], inputs[4]);
    Geometry statistics = Geometry.contiguous(Dims.of(training ? channels : 0));
    DType dtype = inputs[0].dtype();
    return new Result[] {
      Result.fresh(
          new ArraySpec(dtype, Geometry.of(shape, MemoryFormat.like(inputs[0].geometry(), shape)))),
      Result.fresh(new ArraySpec(dtype, statistics)),
      Result.fresh(new ArraySpec(dtype, statistics))
    };
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    if (runInOne(kernels, in, out)) return;
    double[] mean = training ? batchMean(kernels, in, out) : ChannelVector.read(kernels, in[3]);
    double[] invstd =
        training
            ? ChannelVector.read(kernels, out[2])
            : invstd(ChannelVector.read(kernels, in[4]), eps);
    ChannelFunction affine = affine(kernels, in[0].dtype(), in[1], in[2], mean, invstd);
    kernels.channelAffine(in[0], affine.scale(), affine.shift(), out[0]);
  }

  /// What the norm does to each channel by these statistics: `x · scale + shift`.
  ///
  /// @param weight null for ones
  /// @param bias null for zeros
  static ChannelFunction affine(
      KernelChain kernels,
      DType dtype,
      NdArray weight,
      NdArray bias,
      double[] mean,
      double[] invstd) {
    int channels = mean.length;
    double[] weights = ChannelVector.readOrFill(kernels, weight, channels, 1);
    double[] biases = ChannelVector.readOrFill(kernels, bias, channels, 0);
    return new ChannelFunction(
        ChannelVector.of(kernels, dtype, channels, c -> invstd[c] * weights[c]),
        ChannelVector.of(
            kernels, dtype, channels, c -> biases[c] - mean[c] * invstd[c] * weights[c]),
        null);
  }

  private boolean runInOne(KernelChain kernels, NdArray[] in, NdArray[] out) {
    if (!training) {
      var layer = new BatchNormLayer(false, eps, in[0], in[1], in[2], in[3], in[4]);
      return kernels.batchNorm(layer, out[0]);
    }
    NdArray variance = NdArray.allocate(out[2].dtype(), out[2].shape());
    var layer = new BatchNormLayer(true, eps, in[0], in[1], in[2], out[1], variance);
    if (!kernels.batchNorm(layer, out[0])) return false;
    noteStatistics(kernels, in, out, variance);
    return true;
  }

  private double[] batchMean(KernelChain kernels, NdArray[] in, NdArray[] out) {
    NdArray variance = NdArray.allocate(out[2].dtype(), out[2].shape());
    kernels.channelStatistics(in[0], out[1], variance);
    return noteStatistics(kernels, in, out, variance);
  }

  /// Fills save_invstd, and moves the running statistics; save_mean is there already.
  private double[] noteStatistics(
      KernelChain kernels, NdArray[] in, NdArray[] out, NdArray variance) {
    double[] mean = ChannelVector.read(kernels, out[1]);
    double[] biased = ChannelVector.read(kernels, variance);
    ChannelVector.write(kernels, invstd(biased, eps), out[2]);
    double n = (double) in[0].numel() / mean.length;
    move(kernels, in[3], mean, 1);
    move(kernels, in[4], biased, n / (n - 1));
    return mean;
  }

  private void move(KernelChain kernels, NdArray running, double[] batch, double correction) {
    if (running == null) return;
    double[] values = ChannelVector.read(kernels, running);
    for (int c = 0; c < values.length; c++) {
      values[c] = (1 - momentum) * values[c] + momentum * batch[c] * correction;
    }
    ChannelVector.write(kernels, values, running);
  }

  static double[] invstd(double[] variance, double eps) {
    double[] invstd = new double[variance.length];
    for (int c = 0; c < invstd.length; c++) invstd[c] = 1 / Math.sqrt(variance[c] + eps);
    return invstd;
  }

  @Override
  public void save(Saver saver) {
    saver.value("eps", eps);
    saver.input("input", 0);
    saver.output("result1", 1);
    saver.output("result2", 2);
    saver.input("running_mean", 3);
    saver.input("running_var", 4);
    saver.value("training", training);
    saver.input("weight", 1);
  }

  @Override
  public Tensor[] gradients(Tensor[] g, Saved saved) {
    if (g[0] == null) return new Tensor[saved.inputCount()];
    boolean[] needs = {saved.needs(0), saved.needs(1), saved.needs(2)};
    return FormulaNode.run(
        "NativeBatchNormBackwardBackward0",
        in -> Autograd.isGradEnabled() ? inSteps(in, needs) : fused(in, needs),
        g[0],
        saved.tensor("input"),
        saved.tensor("weight"),
        saved.tensor(training ? "result1" : "running_mean").detach(),
        saved.tensor(training ? "result2" : "running_var").detach());
  }

  /// @param in output's gradient, input, weight, mean, invstd (of running statistics the variance)
  private Tensor[] fused(Tensor[] in, boolean[] needs) {
    Tensor[] gradients = Operations.applyAll(new NativeBatchNormBackward(training, eps), in);
    for (int i = 0; i < 3; i++) if (!needs[i]) gradients[i] = null;
    return gradients;
  }

  /// The same in differentiable steps, for gradients of gradients: of a batch's statistics, which
  /// depend on the input, the saved ones will not do.
  private Tensor[] inSteps(Tensor[] in, boolean[] needs) {
    Tensor g = in[0];
    Tensor x = in[1];
    Tensor weight = in[2];
    long n = x.numel() / x.shape().get(1);
    Dims others = ChannelVector.otherDims(x.dim());
    Dims perChannel = Dims.filled(x.dim(), 1).with(1, x.shape().get(1));
    Tensor mean = training ? x.sum(others, true).div(n) : in[3].view(perChannel);
    Tensor centred = x.sub(mean);
    Tensor variance =
        training ? centred.mul(centred).sum(others, true).div(n) : in[4].view(perChannel);
    Tensor invstd = variance.add(eps).rsqrt();
    Tensor normalised = centred.mul(invstd);
    Tensor scaled = weight == null ? g : g.mul(weight.view(perChannel));
    Tensor[] gradients = new Tensor[3];
    if (needs[0]) {
      Tensor inner =
          training
              ? scaled
                  .sub(scaled.sum(others, true).div(n))
                  .sub(normalised.mul(scaled.mul(normalised).sum(others, true).div(n)))
              : scaled;
      gradients[0] = inner.mul(invstd);
    }
    if (needs[1]) gradients[1] = g.mul(normalised).sum(others, false);
    if (needs[2]) gradients[2] = g.sum(others, false);
    return gradients;
  }
}
