package dev.gradfn.nn;

/// The mean of each window over `[n, c, l]`.
public final class AvgPool1d extends FunctionLayer {
  public AvgPool1d(long kernelSize) {
    this(kernelSize, kernelSize, 0);
  }

  public AvgPool1d(long kernelSize, long stride, long padding) {
    this(
        Windows.of(kernelSize, stride, padding)
            .with("ceil_mode", false)
            .with("count_include_pad", true));
  }

  /// A stride of None is the kernel size.
  ///
  /// @param attributes all, by PyTorch's names
  public AvgPool1d(Attributes attributes) {
    super("nn.functional.avg_pool1d", tuples(attributes));
  }

  private static Attributes tuples(Attributes attributes) {
    return Windows.complete(attributes)
        .spread("kernel_size", 1)
        .spread("stride", 1)
        .spread("padding", 1);
  }

  @Override
  protected String extraRepr() {
    return attributes.repr("kernel_size", "stride", "padding");
  }
}
