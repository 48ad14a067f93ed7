package dev.gradfn.nn;

import dev.gradfn.core.Dims;

/// The largest element of each window.
public abstract class MaxPool extends FunctionLayer {

  /// Arguments as given: one number, or one per dimension. PyTorch prints them that way.
  public record Options(
      Dims kernelSize, Dims stride, Dims padding, Dims dilation, boolean ceilMode) {

    private Attributes attributes() {
      return new Attributes()
          .with("kernel_size", Repr.asGiven(kernelSize))
          .with("stride", Repr.asGiven(stride))
          .with("padding", Repr.asGiven(padding))
          .with("dilation", Repr.asGiven(dilation))
          .with("return_indices", false)
          .with("ceil_mode", ceilMode);
    }
  }

  protected MaxPool(int rank, Options options) {
    this(rank, options.attributes());
  }

  /// A stride of None is the kernel size. With `return_indices` the output is a list of values and
  /// indices.
  protected MaxPool(int rank, Attributes attributes) {
    super("nn.functional.max_pool" + rank + "d", Windows.complete(attributes));
  }

  @Override
  protected String extraRepr() {
    return attributes.repr("kernel_size", "stride", "padding", "dilation", "ceil_mode");
  }
}
