package dev.gradfn.nn;

/// Means over as many windows as the output has elements, over `[n, c, d, h, w]`.
public final class AdaptiveAvgPool3d extends FunctionLayer {
  public AdaptiveAvgPool3d(long outputSize) {
    this(new Attributes().with("output_size", outputSize));
  }

  /// @param attributes all, by PyTorch's names; a size of None is that of the input
  public AdaptiveAvgPool3d(Attributes attributes) {
    super("nn.functional.adaptive_avg_pool3d", attributes);
  }
}
