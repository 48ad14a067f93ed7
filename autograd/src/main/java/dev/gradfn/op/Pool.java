package dev.gradfn.op;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Taps;
import java.util.Arrays;

/// Operations with a window that keep channels apart.
public sealed interface Pool extends Op
    permits MaxPool2dWithIndices,
        MaxPool2dWithIndicesBackward,
        MaxPool3dWithIndices,
        MaxUnpool,
        AdaptiveMaxPool,
        AvgPool,
        AdaptiveAvgPool {

  /// Of a pool over planes; [#requireWindows] comes first.
  static void requirePlanes(Dims input) {
    boolean filled = input.rank() == 3 || input.rank() == 4;
    for (int i = 1; i < 4 && filled; i++) filled = input.get(-i) > 0;
    TorchException.check(
        filled,
        () ->
            "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but"
                + " got:"
                + input);
  }

  static void requireVolumes(Dims input) {
    TorchException.check(
        input.rank() == 4 || input.rank() == 5,
        () -> "non-empty 4D or 5D (batch mode) tensor expected for input");
  }

  /// What PyTorch looks at while it counts windows, and then, of a pool over planes or volumes.
  static void requireWindows(Dims kernel, Dims stride, Dims padding, Dims dilation) {
    for (int i = 0; i < kernel.rank(); i++) {
      TorchException.check(stride.get(i) != 0, () -> "stride should not be zero");
    }
    for (int i = 0; i < kernel.rank(); i++) {
      requirePadding(padding.get(i), kernel.get(i), dilation.get(i));
    }
    requirePositive("kernel size", kernel, "k");
    requirePositive("stride", stride, "d");
    requirePositive("dilation", dilation, "dilation");
  }

  private static void requirePadding(long pad, long kernel, long dilation) {
    TorchException.check(pad >= 0, () -> "pad must be non-negative, but got pad: " + pad);
    TorchException.check(
        pad <= ((kernel - 1) * dilation + 1) / 2,
        () ->
            "pad should be at most half of effective kernel size, but got pad=%d, kernel_size=%d and dilation=%d"
                .formatted(pad, kernel, dilation));
  }

  private static void requirePositive(String what, Dims numbers, String letter) {
    String axes = numbers.rank() == 3 ? "THW" : "HW";
    StringBuilder text = new StringBuilder(what + " should be greater than zero, but got");
    boolean positive = true;
    for (int i = 0; i < numbers.rank(); i++) {
      positive &= numbers.get(i) > 0;
      text.append(" ").append(letter).append(axes.charAt(i)).append(": ").append(numbers.get(i));
    }
    TorchException.check(positive, text::toString);
  }

  /// The last look at padding, which does not see dilation.
  static void requireHalfPadding(Dims kernel, Dims padding) {
    boolean fits = true;
    for (int i = 0; i < kernel.rank(); i++) fits &= padding.get(i) <= kernel.get(i) / 2;
    TorchException.check(
        fits,
        () ->
            "pad should be smaller than or equal to half of kernel size, but got "
                + (kernel.rank() == 3
                    ? named(kernel, "k", padding, "pad")
                    : "padW = %d, padH = %d, kW = %d, kH = %d"
                        .formatted(padding.get(1), padding.get(0), kernel.get(1), kernel.get(0))));
  }

  private static String named(Dims kernel, String k, Dims padding, String pad) {
    return "%sT: %d %sW: %d %sH: %d %sT: %d %sW: %d %sH: %d"
        .formatted(
            k,
            kernel.get(0),
            k,
            kernel.get(2),
            k,
            kernel.get(1),
            pad,
            padding.get(0),
            pad,
            padding.get(2),
            pad,
            padding.get(1));
  }

  /// Of averages over volumes, which say it in words of their own.
  static void requireKernelInside(Dims input, Dims kernel) {
    boolean fits = true;
    for (int i = 1; i <= 3; i++) fits &= input.get(-i) >= kernel.get(-i);
    TorchException.check(
        fits,
        () ->
            "input image (T: %d H: %d W: %d) smaller than kernel size (kT: %d kH: %d kW: %d)"
                .formatted(
                    input.get(-3),
                    input.get(-2),
                    input.get(-1),
                    kernel.get(0),
                    kernel.get(1),
                    kernel.get(2)));
  }

  /// @param from the first dimension that must have elements
  static void requireFilled(String who, Dims input, int from) {
    for (int i = from; i < input.rank(); i++) {
      int dim = i;
      TorchException.check(
          input.get(i) > 0,
          () ->
              "%s(): Expected input to have non-zero size for non-batch dimensions, but input has sizes %s with dimension %d being empty"
                  .formatted(who, input, dim));
    }
  }

  static void requireCreatable(Dims shape) {
    for (long size : shape.toArray()) {
      TorchException.check(
          size >= 0,
          () -> "Trying to create tensor with negative dimension " + size + ": " + shape);
    }
  }

  static void requireOutput(Dims input, Dims output, int rank) {
    boolean fits = true;
    for (int i = 1; i <= rank; i++) fits &= output.get(-i) >= 1;
    if (fits) return;
    throw TorchException.runtime(
        "Given input size: "
            + sizes(input, rank)
            + ". Calculated output size: "
            + sizes(output, rank)
            + ". Output size is too small");
  }

  private static String sizes(Dims shape, int rank) {
    StringBuilder text = new StringBuilder("(");
    for (int i = rank + 1; i >= 1; i--) text.append(shape.get(-i)).append(i > 1 ? "x" : ")");
    return text.toString();
  }

  /// The taps of a window whose elements count alike.
  static Taps.Row mean(int start, int end, double divisor) {
    int count = Math.max(end - start, 0);
    int[] index = new int[count];
    double[] weight = new double[count];
    for (int i = 0; i < count; i++) index[i] = start + i;
    Arrays.fill(weight, 1 / divisor);
    return new Taps.Row(index, weight);
  }
}
