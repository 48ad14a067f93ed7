package dev.gradfn.nn;

/// Channels become pixels: `[n, c · r², h, w]` to `[n, c, h · r, w · r]`.
public final class PixelShuffle extends FunctionLayer {
  public PixelShuffle(long upscaleFactor) {
    super("nn.functional.pixel_shuffle", new Attributes().with("upscale_factor", upscaleFactor));
  }
}
