package dev.gradfn.nn;

/// The root of the sum of powers of each window over `[n, c, h, w]`.
public final class LPPool2d extends FunctionLayer {
  public LPPool2d(Number normType, long kernelSize) {
    this(
        new Attributes()
            .with("norm_type", normType)
            .with("kernel_size", kernelSize)
            .with("stride", null)
            .with("ceil_mode", false));
  }

  /// @param attributes all, by PyTorch's names; a stride of None is the kernel size
  public LPPool2d(Attributes attributes) {
    super("nn.functional.lp_pool2d", attributes);
  }
}
