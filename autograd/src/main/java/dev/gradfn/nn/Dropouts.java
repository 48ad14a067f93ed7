package dev.gradfn.nn;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.RandomTensors;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.autograd.Warnings;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.op.Binary;
import dev.gradfn.op.Distribution;

/// The functions that drop elements or whole channels at random in training, and scale what is left
/// so that the mean stays. Outside training, and where nothing can be dropped, each returns the
/// very tensor that it was given.
public final class Dropouts {
  /// The negative end of `selu`.
  private static final double ALPHA = 1.7580993408473766;

  private Dropouts() {}

  /// Drops single elements.
  ///
  /// @param p chance of each, in `[0, 1]`
  /// @param inplace changes `x` itself
  public static Tensor dropout(Tensor x, double p, boolean training, boolean inplace) {
    requireChance(p);
    return drops(x, p, training) ? scaled(x, p, mask(x, p, x.shape()), inplace) : x;
  }

  /// Drops single elements for a network of `selu`: they go to its negative end, and an affine
  /// function restores mean and variance.
  public static Tensor alphaDropout(Tensor x, double p, boolean training, boolean inplace) {
    requireChance(p);
    return drops(x, p, training) ? alphaScaled(x, p, mask(x, p, x.shape()), inplace) : x;
  }

  /// [#alphaDropout] of whole channels, which are dimension 1.
  public static Tensor featureAlphaDropout(Tensor x, double p, boolean training, boolean inplace) {
    requireChance(p);
    return drops(x, p, training) ? alphaScaled(x, p, channelMask(x, p), inplace) : x;
  }

  /// Drops whole channels, which are dimension 1.
  public static Tensor featureDropout(Tensor x, double p, boolean training, boolean inplace) {
    requireChance(p);
    return drops(x, p, training) ? scaled(x, p, channelMask(x, p), inplace) : x;
  }

  /// Drops whole channels of `[n, c, l]` or `[c, l]`.
  public static Tensor dropout1d(Tensor x, double p, boolean training, boolean inplace) {
    requireChance(p);
    if (x.dim() != 2 && x.dim() != 3) {
      throw TorchException.runtime(
          "dropout1d: Expected 2D or 3D input, but received a "
              + x.dim()
              + "D input. Note that dropout1d exists to provide channel-wise dropout on inputs with"
              + " 1 spatial dimension, a channel dimension, and an optional batch dimension (i.e."
              + " 2D or 3D inputs).");
    }
    return batched(x, x.dim() == 3, p, training, inplace);
  }

  /// Drops whole channels of `[n, c, h, w]`; with three dimensions, as PyTorch, of `[n, c, l]`.
  public static Tensor dropout2d(Tensor x, double p, boolean training, boolean inplace) {
    requireChance(p);
    if (x.dim() != 3 && x.dim() != 4) warnOfDims("dropout2d", x.dim(), 2, "3D or 4D");
    if (x.dim() == 3) {
      Warnings.warn(
          "dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout"
              + " behavior is desired - input is interpreted as shape (N, C, L), where C is the"
              + " channel dim. This behavior will change in a future release to interpret the input"
              + " as one without a batch dimension, i.e. shape (C, H, W). To maintain the 1D"
              + " channel-wise dropout behavior, please switch to using dropout1d instead.");
    }
    return featureDropout(x, p, training, inplace);
  }

  /// Drops whole channels of `[n, c, d, h, w]` or `[c, d, h, w]`.
  public static Tensor dropout3d(Tensor x, double p, boolean training, boolean inplace) {
    requireChance(p);
    if (x.dim() != 4 && x.dim() != 5) warnOfDims("dropout3d", x.dim(), 3, "4D or 5D");
    return batched(x, x.dim() == 5, p, training, inplace);
  }

  private static void warnOfDims(String name, int dims, int spatial, String expected) {
    Warnings.warn(
        ("%1$s: Received a %2$d-D input to %1$s, which is deprecated and will result in an error in a"
                + " future release. To retain the behavior and silence this warning, please use"
                + " dropout instead. Note that %1$s exists to provide channel-wise dropout on inputs"
                + " with %3$d spatial dimensions, a channel dimension, and an optional batch"
                + " dimension (i.e. %4$s inputs).")
            .formatted(name, dims, spatial, expected));
  }

  private static Tensor batched(
      Tensor x, boolean hasBatch, double p, boolean training, boolean inplace) {
    if (hasBatch) return featureDropout(x, p, training, inplace);
    if (!inplace) return featureDropout(x.unsqueeze(0), p, training, false).squeeze(0);
    if (!drops(x, p, training)) return x;
    Tensor mask = channelMask(x.detach().unsqueeze(0), p);
    return scaled(x, p, p == 1 ? mask : mask.squeeze(0), true);
  }

  private static void requireChance(double p) {
    if (p >= 0 && p <= 1) return;
    throw TorchException.value(
        "dropout probability has to be between 0 and 1, but got " + Repr.number(p));
  }

  private static boolean drops(Tensor x, double p, boolean training) {
    return training && p != 0 && x.numel() > 0;
  }

  /// 1 for what stays; with `p` 1 a single 0, and nothing is drawn.
  private static Tensor mask(Tensor x, double p, Dims shape) {
    if (p == 1) return Tensor.zeros(x.dtype(), x.device(), Dims.of());
    Distribution staying = new Distribution.Bernoulli(1 - p);
    if (shape.equals(x.shape())) {
      return RandomTensors.like(x, staying, RandomTensors.Options.DEFAULT.withDevice(x.device()));
    }
    return Tensor.empty(x.dtype(), x.device(), Geometry.contiguous(shape)).bernoulli_(1 - p);
  }

  private static Tensor channelMask(Tensor x, double p) {
    if (x.dim() < 2) {
      throw TorchException.runtime("Feature dropout requires at least 2 dimensions in the input");
    }
    Dims one = Dims.filled(x.dim(), 1).with(0, x.shape().get(0)).with(1, x.shape().get(1));
    return mask(x, p, one);
  }

  private static Tensor scaled(Tensor x, double p, Tensor mask, boolean inplace) {
    if (p < 1) Operations.applyInPlace(Binary.DIV, mask, Tensor.number(1 - p));
    return times(x, mask, inplace);
  }

  private static Tensor alphaScaled(Tensor x, double p, Tensor mask, boolean inplace) {
    if (p == 1) return times(x, mask, inplace);
    double scale = 1 / Math.sqrt((ALPHA * ALPHA * p + 1) * (1 - p));
    Tensor shift = mask.add(-1).mul_(ALPHA * scale).add_(ALPHA * scale * p);
    return times(x, mask.mul_(scale), inplace).add_(shift);
  }

  private static Tensor times(Tensor x, Tensor mask, boolean inplace) {
    return inplace ? x.mul_(mask) : x.mul(mask);
  }
}
