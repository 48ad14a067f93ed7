package dev.gradfn.op;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;

/// Whether integers of a type can hold a number of the program.
public final class NumberRange {
  private NumberRange() {}

  /// @throws TorchException for infinities, nan, and what is too large; a negative integer wraps
  ///   around in an unsigned type
  public static void require(Number value, DType dtype) {
    if (dtype.isFloatingPoint() || dtype == DType.BOOL) return;
    boolean unsigned = dtype == DType.UINT8;
    int bits = 8 * dtype.itemSize();
    double most = Math.scalb(1.0, unsigned ? bits : bits - 1);
    boolean whole = !(value instanceof Double || value instanceof Float);
    double least = !unsigned ? -most : whole ? 1 - most : 0;
    double number = value.doubleValue();
    TorchException.check(
        // 2^63 is no long, but as a double the largest long is the same number.
        number >= least && (number < most || whole && bits == 64),
        () -> "value cannot be converted to type " + cName(dtype) + " without overflow");
  }

  private static String cName(DType dtype) {
    return switch (dtype) {
      case INT32 -> "int";
      default -> dtype.torchName() + "_t";
    };
  }
}
