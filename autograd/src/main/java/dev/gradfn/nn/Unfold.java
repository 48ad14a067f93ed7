package dev.gradfn.nn;

/// The windows of an image as columns.
public final class Unfold extends FunctionLayer {
  public Unfold(long kernelSize) {
    this(
        new Attributes()
            .with("kernel_size", kernelSize)
            .with("dilation", 1)
            .with("padding", 0)
            .with("stride", 1));
  }

  /// @param attributes all, by PyTorch's names
  public Unfold(Attributes attributes) {
    super("nn.functional.unfold", attributes);
  }
}
