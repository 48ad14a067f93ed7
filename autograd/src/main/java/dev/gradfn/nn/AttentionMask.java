package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.autograd.Warnings;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;

/// Masks of attention: true, or minus infinity, where nothing is seen.
final class AttentionMask {
  private AttentionMask() {}

  /// A mask of numbers to add.
  ///
  /// @param mask truths or numbers, or null
  /// @param other the mask that it is used with, or null
  static Tensor canonical(Tensor mask, String name, Tensor other, String otherName, DType dtype) {
    if (mask == null) return null;
    boolean floating = mask.dtype().isFloatingPoint();
    if (!floating && mask.dtype() != DType.BOOL) {
      throw assertion("only bool and floating types of " + name + " are supported");
    }
    if (other != null && other.dtype() != mask.dtype()) {
      Warnings.warn(
          "Support for mismatched "
              + name
              + " and "
              + otherName
              + " is deprecated. Use same type for both instead.");
    }
    if (floating) return mask;
    return Tensor.zeros(dtype, mask.device(), mask.shape())
        .maskedFill_(mask, Double.NEGATIVE_INFINITY);
  }

  /// One more source that everybody sees.
  static Tensor withOneMore(Tensor mask) {
    return mask == null ? null : F.pad(mask, Dims.of(0, 1), 0);
  }

  static TorchException assertion(String message) {
    return new TorchException(TorchException.Kind.ASSERTION, message);
  }
}
