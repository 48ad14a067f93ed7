package dev.gradfn.nn;

/// What [MaxPool2d] found, back where it was found, over `[n, c, h, w]`.
public final class MaxUnpool2d extends MaxUnpool {
  public MaxUnpool2d(long kernelSize) {
    this(kernelSize, kernelSize, 0);
  }

  public MaxUnpool2d(long kernelSize, long stride, long padding) {
    this(Windows.of(kernelSize, stride, padding));
  }

  /// @param attributes all, by PyTorch's names; a stride of None is the kernel size
  public MaxUnpool2d(Attributes attributes) {
    super(2, attributes);
  }
}
