package dev.gradfn.optim;

import static dev.gradfn.optim.InPlace.lerp_;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;

/// How an [AveragedModel] takes in new values of one parameter. PyTorch has each average twice,
/// with other roundings: as a formula (`avg_fn`) and, for lists of tensors, as an interpolation
/// (`multi_avg_fn`).
@FunctionalInterface
public interface Averaging {
  /// Changes `average` in place.
  ///
  /// @param count how many values `average` stands for
  void update_(Tensor average, Tensor current, long count);

  /// The plain average of all values: `get_swa_avg_fn()`, which is the default.
  static Averaging equal() {
    return (average, current, count) ->
        average.copy_(average.add(current.sub(average).div(count + 1)));
  }

  /// The same as `get_swa_multi_avg_fn()` computes it.
  static Averaging equalByLerp() {
    return (average, current, count) -> {
      // PyTorch refuses, for integers, the very operation it would call.
      if (!average.dtype().isFloatingPoint()) average.copy_(average.addcdiv(current, average, 1));
      lerp_(average, current, 1f / (count + 1));
    };
  }

  /// `decay` of the average and the rest of the new value: `get_ema_avg_fn(decay)`.
  static Averaging exponential(double decay) {
    requireShare(decay);
    return (average, current, count) ->
        average.copy_(average.mul(decay).add(current.mul(1 - decay)));
  }

  /// The same as `get_ema_multi_avg_fn(decay)` computes it.
  static Averaging exponentialByLerp(double decay) {
    requireShare(decay);
    Averaging ofIntegers = exponential(decay);
    return (average, current, count) -> {
      if (average.dtype().isFloatingPoint()) lerp_(average, current, 1 - decay);
      else ofIntegers.update_(average, current, count);
    };
  }

  private static void requireShare(double decay) {
    if (decay >= 0 && decay <= 1) return;
    throw TorchException.value(
        "Invalid decay value "
            + PythonText.of(decay)
            + " provided. Please provide a value in [0,1] range.");
  }
}
