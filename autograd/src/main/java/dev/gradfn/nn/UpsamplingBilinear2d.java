package dev.gradfn.nn;

/// [Upsample] of `[n, c, h, w]` by mode `bilinear`, corners aligned.
public final class UpsamplingBilinear2d extends Upsample {

  /// @param size one number or a pair, or null
  /// @param scaleFactor a factor or a pair, or null; exactly one of the two is given
  public UpsamplingBilinear2d(Object size, Object scaleFactor) {
    super(
        "UpsamplingBilinear2d",
        new Attributes()
            .with("size", size)
            .with("scale_factor", scaleFactor)
            .with("mode", "bilinear")
            .with("align_corners", true)
            .with("recompute_scale_factor", null));
  }
}
