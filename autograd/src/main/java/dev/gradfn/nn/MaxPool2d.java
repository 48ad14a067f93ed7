package dev.gradfn.nn;

/// The largest element of each window over `[n, c, h, w]`.
public final class MaxPool2d extends MaxPool {
  public MaxPool2d(long kernelSize) {
    this(kernelSize, kernelSize, 0);
  }

  public MaxPool2d(long kernelSize, long stride, long padding) {
    this(
        Windows.of(kernelSize, stride, padding)
            .with("dilation", 1)
            .with("return_indices", false)
            .with("ceil_mode", false));
  }

  public MaxPool2d(Options options) {
    super(2, options);
  }

  /// @param attributes all, by PyTorch's names
  public MaxPool2d(Attributes attributes) {
    super(2, attributes);
  }
}
