package dev.gradfn.nn;

import dev.gradfn.autograd.Generator;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.op.ConstantPadNd;
import dev.gradfn.op.Convolution;
import dev.gradfn.op.LeakyRelu;
import dev.gradfn.op.MaxPool2dWithIndices;
import dev.gradfn.op.NativeBatchNorm;
import dev.gradfn.op.NumberRange;
import dev.gradfn.op.PadNd;
import dev.gradfn.op.RreluWithNoise;
import dev.gradfn.op.Unary;
import dev.gradfn.op.UpsampleNearest2d;
import java.util.Set;

/// `torch.nn.functional`: the operations behind the layers, as functions.
public final class F {
  private F() {}

  /// Cross-correlation of `input` `[n, c, h, w]` with `weight` `[oc, c / groups, kh, kw]`.
  ///
  /// @param bias `[oc]`, or null
  public static Tensor conv2d(
      Tensor input,
      Tensor weight,
      Tensor bias,
      Dims stride,
      Dims padding,
      Dims dilation,
      int groups) {
    Dims noOutputPadding = Dims.filled(stride.rank(), 0);
    Convolution op = new Convolution(stride, padding, dilation, false, noOutputPadding, groups);
    return Operations.apply(op, input, weight, bias);
  }

  /// Batch normalisation over dimension 1. In training the batch's statistics are used, and the
  /// running ones (if given) move towards them by `momentum`.
  public static Tensor batchNorm(
      Tensor input,
      Tensor runningMean,
      Tensor runningVar,
      Tensor weight,
      Tensor bias,
      boolean training,
      double momentum,
      double eps) {
    if (input.numel() == 0) return nothingNormalised(input, weight, bias);
    NativeBatchNorm op = new NativeBatchNorm(training, momentum, eps);
    return Operations.apply(op, input, weight, bias, runningMean, runningVar);
  }

  private static Tensor nothingNormalised(Tensor input, Tensor weight, Tensor bias) {
    Tensor out = input.cloned();
    if (weight != null) out = out.mul(weight.select(0, 0));
    return bias == null ? out : out.add(bias.select(0, 0));
  }

  public static Tensor silu(Tensor x, boolean inplace) {
    return inplace ? Operations.applyInPlace(Unary.SILU, x) : Operations.apply(Unary.SILU, x);
  }

  public static Tensor relu(Tensor x, boolean inplace) {
    return inplace ? Operations.applyInPlace(Unary.RELU, x) : Operations.apply(Unary.RELU, x);
  }

  public static Tensor leakyRelu(Tensor x, Number negativeSlope, boolean inplace) {
    LeakyRelu op = new LeakyRelu(negativeSlope);
    return inplace ? Operations.applyInPlace(op, x) : Operations.apply(op, x);
  }

  /// A leaky ReLU; each slope is drawn from `[lower, upper)` in training, the middle outside it.
  public static Tensor rrelu(
      Tensor x, double lower, double upper, boolean training, boolean inplace) {
    RreluWithNoise op = new RreluWithNoise(lower, upper, training, Generator.global());
    Tensor noise = Tensor.empty(x.dtype(), x.device(), Geometry.contiguous(x.shape()));
    return inplace ? Operations.applyInPlace(op, x, noise) : Operations.apply(op, x, noise);
  }

  /// `x` with each element dropped with chance `p`, in training; more kinds are in [Dropouts].
  public static Tensor dropout(Tensor x, double p, boolean training, boolean inplace) {
    return Dropouts.dropout(x, p, training, inplace);
  }

  /// The largest element of each window over the last two dimensions.
  public static Tensor maxPool2d(
      Tensor x, Dims kernelSize, Dims stride, Dims padding, Dims dilation, boolean ceilMode) {
    return Operations.apply(
        new MaxPool2dWithIndices(kernelSize, stride, padding, dilation, ceilMode), x);
  }

  /// Nearest-neighbour resampling of `[n, c, h, w]` to `size`, or by `scaleFactor`; one of them
  /// null.
  public static Tensor interpolateNearest(Tensor x, Dims size, double[] scaleFactor) {
    if (x.dim() != 4) {
      throw TorchException.notImplemented(
          "interpolate: mode \"nearest\" is implemented for 4-dimensional input, got " + x.shape());
    }
    if (size != null) return Operations.apply(new UpsampleNearest2d(size, null, null), x);
    Dims scaled =
        Dims.of(
            (long) Math.floor(x.shape().get(2) * scaleFactor[0]),
            (long) Math.floor(x.shape().get(3) * scaleFactor[1]));
    return Operations.apply(new UpsampleNearest2d(scaled, scaleFactor[0], scaleFactor[1]), x);
  }

  /// `x` with `value` around it; see [ConstantPadNd].
  public static Tensor pad(Tensor x, Dims pad, double value) {
    NumberRange.require(value, x.dtype());
    return Operations.apply(new ConstantPadNd(pad, value), x);
  }

  private static final Set<String> NOT_CONSTANT = Set.of("reflect", "replicate", "circular");

  /// `x` padded by `mode`: `constant`, `reflect`, `replicate` or `circular`.
  public static Tensor pad(Tensor x, Dims pad, String mode, double value) {
    TorchException.check(pad.rank() % 2 == 0, () -> "Padding length must be divisible by 2");
    TorchException.check(
        pad.rank() <= 2 * x.dim(),
        () ->
            "Padding length should be less than or equal to two times the input dimension but got"
                + " padding length "
                + pad.rank()
                + " and input of dimension "
                + x.dim());
    if (NOT_CONSTANT.contains(mode)) {
      int space = pad.rank() / 2;
      if (space > 3 || x.dim() != space + 1 && x.dim() != space + 2) {
        throw TorchException.notImplemented(
            "Padding size %d is not supported for %dD input tensor.\n"
                    .formatted(pad.rank(), x.dim())
                + """
                Supported combinations for non-constant padding:
                  - 2D or 3D input: padding size = 2 (pads last dimension)
                  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)
                  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)\
                """);
      }
    }
    return switch (mode) {
      case "constant" -> pad(x, pad, value);
      case "reflect" -> Operations.apply(new PadNd(PadNd.Mode.REFLECTION, pad), x);
      case "replicate" -> Operations.apply(new PadNd(PadNd.Mode.REPLICATION, pad), x);
      case "circular" -> CircularPad.pad(x, pad);
      default -> throw TorchException.notImplemented("Unrecognised padding mode " + mode);
    };
  }
}
