package dev.gradfn.nn;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.autograd.Warnings;
import dev.gradfn.core.Dims;
import dev.gradfn.op.Col2Im;
import dev.gradfn.op.ConstantPadNd;
import dev.gradfn.op.Convolution;
import dev.gradfn.op.Im2Col;

/// Convolutions in one to three dimensions, as `torch.nn.functional` has them: with or without a
/// batch dimension, with padding by name, and transposed.
public final class Convolutions {
  private Convolutions() {}

  public static Tensor conv(
      Tensor input,
      Tensor weight,
      Tensor bias,
      Dims stride,
      Dims padding,
      Dims dilation,
      int groups) {
    Dims none = Dims.filled(stride.rank(), 0);
    Convolution op = new Convolution(stride, padding, dilation, false, none, groups);
    if (!isUnbatched(input, weight)) return Operations.apply(op, input, weight, bias);
    return Operations.apply(op, input.unsqueeze(0), weight, bias).squeeze(0);
  }

  /// @param padding `same`: as much as keeps the size; `valid`: none
  public static Tensor conv(
      Tensor input,
      Tensor weight,
      Tensor bias,
      Dims stride,
      String padding,
      Dims dilation,
      int groups) {
    if (isUnbatched(input, weight)) {
      Tensor batch = input.unsqueeze(0);
      return conv(batch, weight, bias, stride, padding, dilation, groups).squeeze(0);
    }
    return switch (padding) {
      case "same" -> same(input, weight, bias, stride, dilation, groups);
      case "valid" -> valid(input, weight, bias, stride, dilation, groups);
      default -> throw TorchException.runtime("Invalid padding string: '" + padding + "'");
    };
  }

  private static Tensor valid(
      Tensor input, Tensor weight, Tensor bias, Dims stride, Dims dilation, int groups) {
    Dims none = Dims.of(0);
    Convolution op = new Convolution(stride, none, dilation, false, none, groups);
    return Operations.apply(op, input, weight, bias);
  }

  /// Where the padding is uneven, the extra element goes behind, before the convolution.
  private static Tensor same(
      Tensor input, Tensor weight, Tensor bias, Dims stride, Dims dilation, int groups) {
    int rank = stride.rank();
    if (!stride.equals(Dims.filled(rank, 1))) {
      throw TorchException.runtime("padding='same' is not supported for strided convolutions");
    }
    Dims before = Dims.filled(rank, 0);
    Dims extra = Dims.filled(2 * rank, 0);
    for (int i = 0; i < rank; i++) {
      long total = dilation.get(i) * (weight.shape().get(i + 2) - 1);
      before = before.with(i, total / 2);
      extra = extra.with(2 * (rank - 1 - i) + 1, total % 2);
    }
    boolean even = extra.equals(Dims.filled(2 * rank, 0));
    if (!even) {
      Warnings.warn(
          "Using padding='same' with even kernel lengths and odd dilation may require a zero-padded"
              + " copy of the input be created");
    }
    Tensor padded = even ? input : Operations.apply(new ConstantPadNd(extra, 0), input);
    return conv(padded, weight, bias, stride, before, dilation, groups);
  }

  /// @param weight `[c, oc / groups, *kernel]`
  public static Tensor transposed(
      Tensor input,
      Tensor weight,
      Tensor bias,
      Dims stride,
      Dims padding,
      Dims outputPadding,
      int groups,
      Dims dilation) {
    Convolution op = new Convolution(stride, padding, dilation, true, outputPadding, groups);
    if (!isUnbatched(input, weight)) return Operations.apply(op, input, weight, bias);
    return Operations.apply(op, input.unsqueeze(0), weight, bias).squeeze(0);
  }

  private static boolean isUnbatched(Tensor input, Tensor weight) {
    return input.dim() == weight.dim() - 1;
  }

  /// The windows of an image as columns, see [Im2Col].
  public static Tensor unfold(Tensor x, Dims kernel, Dims dilation, Dims padding, Dims stride) {
    return Operations.apply(new Im2Col(kernel, dilation, padding, stride), x);
  }

  /// Columns summed into an image, see [Col2Im].
  public static Tensor fold(
      Tensor x, Dims outputSize, Dims kernel, Dims dilation, Dims padding, Dims stride) {
    return Operations.apply(new Col2Im(outputSize, kernel, dilation, padding, stride), x);
  }
}
