package dev.gradfn.nn;

/// Means over as many windows as the output has elements, over `[n, c, l]`.
public final class AdaptiveAvgPool1d extends FunctionLayer {
  public AdaptiveAvgPool1d(long outputSize) {
    this(new Attributes().with("output_size", outputSize));
  }

  /// @param attributes all, by PyTorch's names; a size of None is that of the input
  public AdaptiveAvgPool1d(Attributes attributes) {
    super("nn.functional.adaptive_avg_pool1d", attributes);
  }
}
