package dev.gradfn.nn;

/// Pixels become channels: `[n, c, h · r, w · r]` to `[n, c · r², h, w]`.
public final class PixelUnshuffle extends FunctionLayer {
  public PixelUnshuffle(long downscaleFactor) {
    super(
        "nn.functional.pixel_unshuffle",
        new Attributes().with("downscale_factor", downscaleFactor));
  }
}
