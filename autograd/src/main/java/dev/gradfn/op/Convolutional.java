package dev.gradfn.op;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.ConvolutionGeometry;
import dev.gradfn.core.Dims;

/// Convolution and its two derivatives. The three are each other's derivatives, so gradients of any
/// order come from these rows alone.
public sealed interface Convolutional extends Op
    permits Convolution, ConvolutionInputGradient, ConvolutionWeightGradient {

  /// @throws TorchException with PyTorch's words where input and weight do not fit
  static void check(ConvolutionGeometry g, ArraySpec input, ArraySpec weight, ArraySpec bias) {
    requireSameType(input, weight);
    Dims in = input.shape();
    Dims w = weight.shape();
    if (in.rank() != w.rank()) {
      throw TorchException.runtime(
          "Expected "
              + w.rank()
              + "D (batched) input to conv"
              + (w.rank() - 2)
              + "d, but got input of size: "
              + in);
    }
    String given = "Given groups=" + g.groups() + ", weight of size " + w + ", expected ";
    if (in.get(1) != w.get(1) * g.groups()) {
      throw TorchException.runtime(
          given
              + "input"
              + in
              + " to have "
              + w.get(1) * g.groups()
              + " channels, but got "
              + in.get(1)
              + " channels instead");
    }
    if (w.get(0) % g.groups() != 0) {
      throw TorchException.runtime(
          "Given groups="
              + g.groups()
              + ", expected weight to be divisible by "
              + g.groups()
              + " at dimension 0, but got weight of size ["
              + w
              + "] instead");
    }
    if (bias != null && (bias.rank() != 1 || bias.shape().get(0) != w.get(0))) {
      throw TorchException.runtime(
          given.replace("expected ", "expected bias to be 1-dimensional with ")
              + w.get(0)
              + " elements, but got bias of size "
              + bias.shape()
              + " instead");
    }
    requireRoom(g, in, w);
  }

  /// [#check] for the transposed convolution, whose weight is `[c, oc / groups, *]`.
  static void checkTransposed(Dims in, Dims w, Dims outputPadding) {
    if (in.rank() != w.rank()) {
      throw TorchException.runtime(
          "Expected "
              + (w.rank() - 1)
              + "D (unbatched) or "
              + w.rank()
              + "D (batched) input to conv_transpose"
              + (w.rank() - 2)
              + "d, but got input of size: "
              + in);
    }
    if (in.get(1) != w.get(0)) {
      throw TorchException.runtime(
          "Given transposed=1, weight of size "
              + w
              + ", expected input"
              + in
              + " to have "
              + w.get(0)
              + " channels, but got "
              + in.get(1)
              + " channels instead");
    }
    for (long p : outputPadding.toArray()) {
      if (p < 0) throw TorchException.runtime("negative output_padding is not supported");
    }
  }

  private static void requireSameType(ArraySpec input, ArraySpec weight) {
    if (input.dtype() == weight.dtype()) return;
    throw TorchException.runtime(
        "expected scalar type "
            + input.dtype().scalarType()
            + " but found "
            + weight.dtype().scalarType());
  }

  private static void requireRoom(ConvolutionGeometry g, Dims in, Dims w) {
    StringBuilder padded = new StringBuilder();
    StringBuilder kernel = new StringBuilder();
    boolean fits = true;
    for (int i = 0; i < in.rank() - 2; i++) {
      long size = in.get(i + 2) + 2 * g.padding().get(i);
      long reach = g.dilation().get(i) * (w.get(i + 2) - 1) + 1;
      fits &= size >= reach;
      padded.append(i == 0 ? "" : " x ").append(size);
      kernel.append(i == 0 ? "" : " x ").append(reach);
    }
    if (fits) return;
    throw TorchException.runtime(
        "Calculated padded input size per channel: ("
            + padded
            + "). Kernel size: ("
            + kernel
            + "). Kernel size can't be greater than actual input size");
  }
}
