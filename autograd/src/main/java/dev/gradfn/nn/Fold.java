package dev.gradfn.nn;

import dev.gradfn.core.Dims;

/// Columns summed into an image: the reverse of [Unfold] where windows do not overlap.
public final class Fold extends FunctionLayer {
  public Fold(Dims outputSize, long kernelSize) {
    this(
        new Attributes()
            .with("output_size", outputSize)
            .with("kernel_size", kernelSize)
            .with("dilation", 1)
            .with("padding", 0)
            .with("stride", 1));
  }

  /// @param attributes all, by PyTorch's names
  public Fold(Attributes attributes) {
    super("nn.functional.fold", attributes);
  }
}
