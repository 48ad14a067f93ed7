package dev.gradfn.nn;

/// The largest elements of as many windows as the output has elements, over `[n, c, d, h, w]`.
public final class AdaptiveMaxPool3d extends FunctionLayer {
  public AdaptiveMaxPool3d(long outputSize) {
    this(new Attributes().with("output_size", outputSize).with("return_indices", false));
  }

  /// With `return_indices` the output is a list of values and indices.
  ///
  /// @param attributes all, by PyTorch's names; a size of None is that of the input
  public AdaptiveMaxPool3d(Attributes attributes) {
    super("nn.functional.adaptive_max_pool3d", attributes);
  }

  @Override
  protected String extraRepr() {
    return attributes.repr("output_size");
  }
}
