package dev.gradfn.nn;

/// The mean of each window over `[n, c, h, w]`.
public final class AvgPool2d extends FunctionLayer {
  public AvgPool2d(long kernelSize) {
    this(kernelSize, kernelSize, 0);
  }

  public AvgPool2d(long kernelSize, long stride, long padding) {
    this(
        Windows.of(kernelSize, stride, padding)
            .with("ceil_mode", false)
            .with("count_include_pad", true)
            .with("divisor_override", null));
  }

  /// A stride of None is the kernel size.
  ///
  /// @param attributes all, by PyTorch's names
  public AvgPool2d(Attributes attributes) {
    super("nn.functional.avg_pool2d", Windows.complete(attributes));
  }

  @Override
  protected String extraRepr() {
    return attributes.repr("kernel_size", "stride", "padding");
  }
}
