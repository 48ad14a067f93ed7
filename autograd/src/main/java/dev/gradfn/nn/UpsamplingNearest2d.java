package dev.gradfn.nn;

/// [Upsample] of `[n, c, h, w]` by mode `nearest`.
public final class UpsamplingNearest2d extends Upsample {

  /// @param size one number or a pair, or null
  /// @param scaleFactor a factor or a pair, or null; exactly one of the two is given
  public UpsamplingNearest2d(Object size, Object scaleFactor) {
    super(
        "UpsamplingNearest2d",
        new Attributes()
            .with("size", size)
            .with("scale_factor", scaleFactor)
            .with("mode", "nearest")
            .with("align_corners", null)
            .with("recompute_scale_factor", null));
  }
}
