package dev.gradfn.nn;

/// The largest element of each window over `[n, c, d, h, w]`.
public final class MaxPool3d extends MaxPool {
  public MaxPool3d(long kernelSize) {
    this(kernelSize, kernelSize, 0);
  }

  public MaxPool3d(long kernelSize, long stride, long padding) {
    this(
        Windows.of(kernelSize, stride, padding)
            .with("dilation", 1)
            .with("return_indices", false)
            .with("ceil_mode", false));
  }

  public MaxPool3d(Options options) {
    super(3, options);
  }

  /// @param attributes all, by PyTorch's names
  public MaxPool3d(Attributes attributes) {
    super(3, attributes);
  }
}
