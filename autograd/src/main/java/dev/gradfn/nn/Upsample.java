package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;

/// Resampling of the last two dimensions, to a size or by a factor.
public final class Upsample extends Layer {
  private final Dims size;
  private final double[] scaleFactor;
  private final String mode;

  /// @param size output height and width, or null
  /// @param scaleFactor one factor or one per dimension, or null; exactly one of the two is given
  public Upsample(Dims size, double[] scaleFactor, String mode) {
    this.size = size;
    this.scaleFactor = scaleFactor == null ? null : scaleFactor.clone();
    this.mode = mode;
    if (!mode.equals("nearest")) {
      throw TorchException.notImplemented(
          "Upsample: mode \"" + mode + "\" is not implemented yet, expected \"nearest\"");
    }
  }

  @Override
  protected Tensor forward(Tensor x) {
    if (size != null) {
      Dims pair = size.rank() == 1 ? Dims.filled(2, size.get(0)) : size;
      return F.interpolateNearest(x, pair, null);
    }
    double last = scaleFactor[scaleFactor.length - 1];
    return F.interpolateNearest(x, null, new double[] {scaleFactor[0], last});
  }

  @Override
  protected String extraRepr() {
    return (size == null ? "scale_factor=" + factors() : "size=" + sizes())
        + ", mode='"
        + mode
        + "'";
  }

  private String sizes() {
    return size.rank() == 1 ? Long.toString(size.get(0)) : Repr.tuple(size);
  }

  private String factors() {
    if (scaleFactor.length == 1) return Repr.number(scaleFactor[0]);
    return "(" + Repr.number(scaleFactor[0]) + ", " + Repr.number(scaleFactor[1]) + ")";
  }
}
