package dev.gradfn.nn;

/// The largest element of each window over `[n, c, l]`.
public final class MaxPool1d extends MaxPool {
  public MaxPool1d(long kernelSize) {
    this(kernelSize, kernelSize, 0);
  }

  public MaxPool1d(long kernelSize, long stride, long padding) {
    this(
        Windows.of(kernelSize, stride, padding)
            .with("dilation", 1)
            .with("return_indices", false)
            .with("ceil_mode", false));
  }

  public MaxPool1d(Options options) {
    super(1, options);
  }

  /// @param attributes all, by PyTorch's names
  public MaxPool1d(Attributes attributes) {
    super(1, attributes);
  }
}
