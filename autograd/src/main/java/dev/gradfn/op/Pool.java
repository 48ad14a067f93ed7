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

  /// Of a pool over planes.
  static void requirePlanes(Dims input, Dims kernel, Dims stride, Dims dilation) {
    requirePositive(kernel, stride, dilation);
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

  /// Of a pool over planes or volumes.
  static void requirePositive(Dims kernel, Dims stride, Dims dilation) {
    for (int i = 0; i < stride.rank(); i++) {
      TorchException.check(stride.get(i) != 0, () -> "stride should not be zero");
    }
    requirePositive("kernel size", kernel, "k");
    requirePositive("stride", stride, "d");
    requirePositive("dilation", dilation, "dilation");
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

  static void requireHalfPadding(Dims kernel, Dims padding, Dims dilation) {
    for (int i = 0; i < kernel.rank(); i++) {
      long pad = padding.get(i);
      TorchException.check(pad >= 0, () -> "pad must be non-negative, but got pad: " + pad);
      if (padding.get(i) * 2 <= kernel.get(i)) continue;
      throw TorchException.runtime(
          "pad should be at most half of effective kernel size, but got pad="
              + padding.get(i)
              + ", kernel_size="
              + kernel.get(i)
              + " and dilation="
              + dilation.get(i));
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
