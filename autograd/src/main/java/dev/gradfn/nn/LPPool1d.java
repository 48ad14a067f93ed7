package dev.gradfn.nn;

/// The root of the sum of powers of each window over `[n, c, l]`.
public final class LPPool1d extends FunctionLayer {
  public LPPool1d(Number normType, long kernelSize) {
    this(
        new Attributes()
            .with("norm_type", normType)
            .with("kernel_size", kernelSize)
            .with("stride", null)
            .with("ceil_mode", false));
  }

  /// @param attributes all, by PyTorch's names; a stride of None is the kernel size
  public LPPool1d(Attributes attributes) {
    super("nn.functional.lp_pool1d", attributes);
  }
}
