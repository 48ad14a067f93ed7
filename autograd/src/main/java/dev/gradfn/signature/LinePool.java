package dev.gradfn.signature;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;

/// What `max_pool1d` refuses, in words of its own.
final class LinePool {
  private static final String WHO = "max_pool1d() ";

  private LinePool() {}

  static void require(Dims input, Dims kernel, Dims stride, Dims padding, Dims dilation) {
    TorchException.check(
        input.rank() == 2 || input.rank() == 3,
        () ->
            "max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for"
                + " input, but got:"
                + input);
    requirePositive("kernel_size", kernel.get(0));
    requirePositive("stride", stride.get(0));
    long pad = padding.get(0);
    TorchException.check(pad >= 0, () -> WHO + "padding must be non-negative, but got " + pad);
    TorchException.check(
        pad <= kernel.get(0) / 2,
        () ->
            WHO
                + "padding should be at most half of kernel size, but got padding="
                + pad
                + " and kernel_size="
                + kernel.get(0));
    requirePositive("dilation", dilation.get(0));
    long reach = dilation.get(0) * (kernel.get(0) - 1) + 1;
    long size = Math.floorDiv(input.get(-1) + 2 * pad - reach, stride.get(0)) + 1;
    TorchException.check(size > 0, () -> WHO + "Invalid computed output size: " + size);
  }

  private static void requirePositive(String name, long value) {
    TorchException.check(
        value > 0, () -> WHO + name + " must be greater than zero, but got " + value);
  }
}
