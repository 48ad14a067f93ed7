package dev.gradfn.op;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.ConvolutionGeometry;
import dev.gradfn.core.Dims;

/// Convolution and its two derivatives. The three are each other's derivatives, so gradients of any
/// order come from these rows alone.
public sealed interface Convolutional extends Op
    permits Convolution, ConvolutionInputGradient, ConvolutionWeightGradient, ConvolutionBackward {

  /// @throws TorchException with PyTorch's words where input and weight do not fit
  static void check(ConvolutionGeometry g, ArraySpec input, ArraySpec weight, ArraySpec bias) {
    Dims in = input.shape();
    Dims w = weight.shape();
    requireLengths(w, g.stride(), g.padding(), g.dilation());
    requireRank(in, w, "conv");
    requirePositive(g.stride(), g.padding(), g.dilation(), g.groups());
    requireGroups(g.groups(), w);
    String given = "Given groups=" + g.groups() + ", weight of size " + w + ", expected ";
    requireDivides(g.groups(), w);
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
    if (bias != null && (bias.rank() != 1 || bias.shape().get(0) != w.get(0))) {
      throw TorchException.runtime(
          "Given weight of size "
              + w
              + ", expected bias to be 1-dimensional with "
              + w.get(0)
              + " elements, but got bias of size "
              + bias.shape()
              + " instead");
    }
    requireRoom(g, in, w);
    requireSameType(input, weight, bias);
    KernelTypes.requireNumber(
        w.rank() == 5 ? "compute_columns3d" : "slow_conv2d_cpu", input.dtype());
  }

  private static void requireRank(Dims in, Dims w, String name) {
    TorchException.check(
        in.rank() == w.rank(),
        () ->
            "Expected "
                + (w.rank() - 1)
                + "D (unbatched) or "
                + w.rank()
                + "D (batched) input to "
                + name
                + (w.rank() - 2)
                + "d, but got input of size: "
                + in);
  }

  private static void requireLengths(Dims w, Dims stride, Dims padding, Dims dilation) {
    TorchException.check(w.rank() >= 3, () -> "weight should have at least three dimensions");
    requireLength("stride", stride, w.rank() - 2);
    requireLength("padding", padding, w.rank() - 2);
    requireLength("dilation", dilation, w.rank() - 2);
  }

  private static void requireLength(String name, Dims numbers, int spatial) {
    TorchException.check(
        numbers.rank() == spatial || numbers.rank() == 1,
        () ->
            "expected %s to be a single integer value or a list of %d values to match the convolution dimensions, but got %s=%s"
                .formatted(name, spatial, name, numbers));
  }

  private static void requirePositive(Dims stride, Dims padding, Dims dilation, int groups) {
    requireAll(padding, 0, "negative padding is not supported");
    requireAll(stride, 1, "non-positive stride is not supported");
    requireDilation(dilation);
    TorchException.check(groups > 0, () -> "non-positive groups is not supported");
  }

  /// Only where all are zero does PyTorch show them.
  private static void requireDilation(Dims dilation) {
    boolean zero = dilation.equals(Dims.filled(dilation.rank(), 0));
    Dims shown = dilation.rank() == 1 ? dilation.insert(0, 1) : dilation;
    String numbers = zero ? ", but got " + shown : "";
    requireAll(dilation, 1, "dilation should be greater than zero" + numbers);
  }

  private static void requireAll(Dims numbers, long least, String otherwise) {
    for (long number : numbers.toArray()) TorchException.check(number >= least, () -> otherwise);
  }

  private static void requireGroups(int groups, Dims w) {
    TorchException.check(
        w.get(0) >= groups,
        () ->
            "Given groups=%d, expected weight to be at least %d at dimension 0, but got weight of size %s instead"
                .formatted(groups, groups, w));
  }

  private static void requireDivides(int groups, Dims w) {
    TorchException.check(
        w.get(0) % groups == 0,
        () ->
            "Given groups="
                + groups
                + ", expected weight to be divisible by "
                + groups
                + " at dimension 0, but got weight of size ["
                + w
                + "] instead");
  }

  /// [#check] for the transposed convolution, whose weight is `[c, oc / groups, *]`.
  static void checkTransposed(Convolution op, Dims in, Dims w) {
    requireLengths(w, op.stride(), op.padding(), op.dilation());
    requireRank(in, w, "conv_transpose");
    requirePositive(op.stride(), op.padding(), op.dilation(), op.groups());
    requireAll(op.outputPadding(), 0, "negative output_padding is not supported");
    requireGroups(op.groups(), w);
    requireDivides(op.groups(), w);
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
    boolean small = true;
    for (int i = 0; i < op.outputPadding().rank(); i++) {
      long extra = op.outputPadding().get(i);
      small &= extra < op.stride().get(i) || extra < op.dilation().get(i);
    }
    TorchException.check(
        small,
        () ->
            "output padding must be smaller than either stride or dilation, but got"
                + named("output_padding", op.outputPadding(), 0)
                + named("stride", op.stride(), 1)
                + named("dilation", op.dilation(), 1));
  }

  /// One line is a plane of height 1.
  private static String named(String name, Dims numbers, long ofOneLine) {
    Dims all = numbers.rank() == 1 ? numbers.insert(0, ofOneLine) : numbers;
    String[] axes = {"depth", "height", "width"};
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < all.rank(); i++) {
      String axis = axes[3 - all.rank() + i];
      text.append(" ").append(name).append("_").append(axis).append(": ").append(all.get(i));
    }
    return text.toString();
  }

  /// Of a transposed convolution with so many outputs.
  static void requireBias(ArraySpec bias, Dims w, long outputs) {
    TorchException.check(
        bias == null || bias.rank() == 1 && bias.shape().get(0) == outputs,
        () ->
            "Given transposed=1, weight of size %s, expected bias to be 1-dimensional with %d elements, but got bias of size %s instead"
                .formatted(w, outputs, bias.shape()));
  }

  /// Of a transposed convolution.
  static void requireOutput(Dims in, Dims out) {
    boolean empty = false;
    for (int i = 2; i < out.rank(); i++) empty |= out.get(i) < 1;
    if (!empty) return;
    throw TorchException.runtime(
        "Given input size per channel: "
            + perChannel(in)
            + ". Calculated output size per channel: "
            + perChannel(out)
            + ". Output size is too small");
  }

  /// A line is a plane of height 1.
  private static String perChannel(Dims shape) {
    Dims space = shape.slice(2, shape.rank());
    Dims shown = space.rank() == 1 ? space.insert(0, 1) : space;
    return shown.toString().replace("[", "(").replace("]", ")").replace(", ", " x ");
  }

  /// @param bias null for none
  static void requireSameType(ArraySpec input, ArraySpec weight, ArraySpec bias) {
    TorchException.check(
        bias == null || bias.dtype() == input.dtype(),
        () ->
            "Input type (%s) and bias type (%s) should be the same"
                .formatted(input.dtype().cppName(), bias.dtype().cppName()));
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
