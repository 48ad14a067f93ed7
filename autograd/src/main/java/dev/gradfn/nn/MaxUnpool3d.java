package dev.gradfn.nn;

/// What [MaxPool3d] found, back where it was found, over `[n, c, d, h, w]`.
public final class MaxUnpool3d extends MaxUnpool {
  public MaxUnpool3d(long kernelSize) {
    this(kernelSize, kernelSize, 0);
  }

  public MaxUnpool3d(long kernelSize, long stride, long padding) {
    this(Windows.of(kernelSize, stride, padding));
  }

  /// @param attributes all, by PyTorch's names; a stride of None is the kernel size
  public MaxUnpool3d(Attributes attributes) {
    super(3, attributes);
  }
}
