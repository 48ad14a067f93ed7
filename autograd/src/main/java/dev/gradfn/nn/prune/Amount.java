package dev.gradfn.nn.prune;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.nn.Repr;

/// How much to prune: a whole number of elements or channels, or a share of them.
final class Amount {
  private Amount() {}

  static boolean isCount(Number amount) {
    return amount instanceof Long || amount instanceof Integer;
  }

  /// @throws TorchException if it is negative, or a share above 1
  static void require(Number amount) {
    double value = amount.doubleValue();
    if (value >= 0 && (isCount(amount) || value <= 1)) return;
    throw TorchException.value(
        "amount="
            + (isCount(amount) ? amount.toString() : Repr.number(value))
            + " should either be a float in the range [0, 1] or a non-negative integer");
  }

  /// @throws TorchException if there are fewer than that
  static int of(Number amount, long available) {
    long count =
        isCount(amount) ? amount.longValue() : (long) Math.rint(amount.doubleValue() * available);
    if (count <= available) return Math.toIntExact(count);
    throw TorchException.value(
        "amount="
            + count
            + " should be smaller than the number of parameters to prune="
            + available);
  }
}
