package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;

/// The largest element of each window over the last two dimensions.
public final class MaxPool2d extends Layer {

  /// Arguments as given: one number, or one per dimension. PyTorch prints them that way.
  public record Options(
      Dims kernelSize, Dims stride, Dims padding, Dims dilation, boolean ceilMode) {}

  private final Options options;

  public MaxPool2d(Options options) {
    this.options = options;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return F.maxPool2d(
        x,
        pair(options.kernelSize()),
        pair(options.stride()),
        pair(options.padding()),
        pair(options.dilation()),
        options.ceilMode());
  }

  private static Dims pair(Dims given) {
    return given.rank() == 1 ? Dims.filled(2, given.get(0)) : given;
  }

  @Override
  protected String extraRepr() {
    return "kernel_size="
        + asGiven(options.kernelSize())
        + ", stride="
        + asGiven(options.stride())
        + ", padding="
        + asGiven(options.padding())
        + ", dilation="
        + asGiven(options.dilation())
        + ", ceil_mode="
        + Repr.bool(options.ceilMode());
  }

  private static String asGiven(Dims dims) {
    return dims.rank() == 1 ? Long.toString(dims.get(0)) : Repr.tuple(dims);
  }
}
