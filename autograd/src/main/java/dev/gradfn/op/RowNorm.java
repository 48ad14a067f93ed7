package dev.gradfn.op;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Rows brought to mean 0 and variance 1: what layer and group normalisation share. A row is a
/// channel of [KernelChain#channelStatistics], with one image.
final class RowNorm {
  private final Tensor rstd;
  private final Tensor normalised;

  private RowNorm(Tensor x, Tensor mean, Tensor rstd) {
    this.rstd = rstd;
    this.normalised = x.sub(mean).mul(rstd);
  }

  /// Normalises `in`, as `rows` rows, into a dense array of the type that is computed in.
  ///
  /// @param mean of each row
  /// @param rstd `1 / √(variance + eps)` of each row
  static NdArray run(
      KernelChain kernels, NdArray in, int rows, double eps, NdArray mean, NdArray rstd) {
    DType dtype = in.dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
    NdArray out = NdArray.allocate(dtype, in.shape());
    if (in.numel() == 0) return out;
    kernels.copy(in, out);
    Dims shape = Dims.of(1, rows, in.numel() / rows);
    NdArray lines = out.view(Geometry.contiguous(shape));
    NdArray means = NdArray.allocate(DType.FLOAT64, Dims.of(rows));
    NdArray variances = NdArray.allocate(DType.FLOAT64, Dims.of(rows));
    kernels.channelStatistics(lines, means, variances);
    double[] m = ChannelVector.read(kernels, means);
    double[] r = NativeBatchNorm.invstd(ChannelVector.read(kernels, variances), eps);
    NdArray scale = ChannelVector.of(kernels, dtype, rows, i -> r[i]);
    NdArray shift = ChannelVector.of(kernels, dtype, rows, i -> -m[i] * r[i]);
    kernels.channelAffine(lines, scale, shift, lines);
    ChannelVector.write(kernels, m, mean);
    ChannelVector.write(kernels, r, rstd);
    return out;
  }

  /// `x * weight + bias`, where they are given, broadcast to `x`.
  static void scale(
      KernelChain kernels, NdArray x, NdArray weight, NdArray bias, Dims shape, NdArray out) {
    DType dtype = x.dtype();
    if (weight != null) {
      NdArray factor = shaped(Pointwise.converted(kernels, weight, dtype), shape);
      kernels.zip(Binary.MUL.function(), x, factor, x);
    }
    if (bias != null) {
      NdArray summand = shaped(Pointwise.converted(kernels, bias, dtype), shape);
      kernels.zip(Add.function(), x, summand, x);
    }
    kernels.copy(x, out);
  }

  private static NdArray shaped(NdArray vector, Dims shape) {
    return vector.view(vector.geometry().view(shape).orElseThrow());
  }

  /// The rows for formulas: from the saved statistics, or where the gradient itself is recorded,
  /// from the rows again.
  ///
  /// @param x `[rows, n]`
  static RowNorm of(Tensor x, Tensor mean, Tensor rstd, double eps) {
    long rows = x.shape().get(0);
    if (!Autograd.isGradEnabled()) {
      return new RowNorm(x, mean.reshape(rows, 1), rstd.reshape(rows, 1));
    }
    Tensor recorded = mean(x);
    Tensor centred = x.sub(recorded);
    return new RowNorm(x, recorded, mean(centred.mul(centred)).add(eps).rsqrt());
  }

  private static Tensor mean(Tensor x) {
    return x.sum(Dims.of(1), true).div(x.shape().get(1));
  }

  Tensor normalised() {
    return normalised;
  }

  /// @param g the gradient of the normalised rows
  Tensor inputGradient(Tensor g) {
    Tensor along = normalised.mul(mean(g.mul(normalised)));
    return g.sub(mean(g)).sub(along).mul(rstd);
  }
}
