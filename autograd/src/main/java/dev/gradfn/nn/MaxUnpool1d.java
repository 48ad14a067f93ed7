package dev.gradfn.nn;

/// What [MaxPool1d] found, back where it was found, over `[n, c, l]`.
public final class MaxUnpool1d extends MaxUnpool {
  public MaxUnpool1d(long kernelSize) {
    this(kernelSize, kernelSize, 0);
  }

  public MaxUnpool1d(long kernelSize, long stride, long padding) {
    this(Windows.of(kernelSize, stride, padding));
  }

  /// @param attributes all, by PyTorch's names; a stride of None is the kernel size
  public MaxUnpool1d(Attributes attributes) {
    super(1, attributes);
  }
}
