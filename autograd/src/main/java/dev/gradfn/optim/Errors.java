package dev.gradfn.optim;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.signature.Arguments;

/// PyTorch's words for wrong arguments of optimisers.
final class Errors {
  private Errors() {}

  static TorchException type(String message) {
    return new TorchException(TorchException.Kind.TYPE, message);
  }

  /// @param what `learning rate`, `alpha value`
  static void requireNotNegative(Arguments given, String name, String what) {
    require(given.number(name).doubleValue() >= 0, what, given.get(name));
  }

  static void requireBetas(Arguments given) {
    Pair betas = Pair.of("betas", given.get("betas"));
    requireShare(betas.first(), "beta parameter at index 0");
    requireShare(betas.second(), "beta parameter at index 1");
  }

  private static void requireShare(Number value, String what) {
    require(value.doubleValue() >= 0 && value.doubleValue() < 1, what, value);
  }

  static void require(boolean valid, String what, Object value) {
    if (valid) return;
    throw TorchException.value("Invalid " + what + ": " + PythonText.of(value));
  }
}
