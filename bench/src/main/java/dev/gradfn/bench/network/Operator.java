package dev.gradfn.bench.network;

import java.util.Locale;

/// What a [Network] may call, by PyTorch's names.
public enum Operator {
  /// Input, weight, bias; stride, padding, dilation, groups.
  CONV2D,
  /// Input, weight, bias, running mean and variance; training (0 or 1), momentum, eps.
  BATCH_NORM,
  SILU,
  /// In place; still the result has a name of its own.
  SILU_,
  SIGMOID,
  ADD,
  MUL,
  /// Times the number `value`.
  MUL_NUMBER,
  /// To the power of the number `value`.
  POW,
  /// Kernel, stride, padding.
  MAX_POOL2D,
  /// Height and width of the result: size.
  UPSAMPLE_NEAREST2D,
  /// Along dim.
  CAT,
  /// Parts of these sizes along dim.
  SPLIT,
  /// As shape.
  VIEW,
  /// Dims in this order.
  PERMUTE,
  CONTIGUOUS;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
