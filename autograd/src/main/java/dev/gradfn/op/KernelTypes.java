package dev.gradfn.op;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;

/// The types that PyTorch's kernels are written for. Ours take more, and refuse by the same rule.
public final class KernelTypes {
  private KernelTypes() {}

  /// @param kernel as PyTorch's message names it
  static void requireFloating(String kernel, DType dtype) {
    if (!dtype.isFloatingPoint()) throw refused(kernel, dtype);
  }

  /// Any type but bool.
  public static void requireNumber(String kernel, DType dtype) {
    if (dtype == DType.BOOL) throw refused(kernel, dtype);
  }

  /// @param kernel as PyTorch's message names it
  public static TorchException refused(String kernel, DType dtype) {
    return TorchException.notImplemented(
        "\"" + kernel + "\" not implemented for '" + dtype.scalarType() + "'");
  }
}
