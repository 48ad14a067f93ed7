package dev.gradfn.nn;

import dev.gradfn.autograd.Generator;
import dev.gradfn.autograd.RandomTensors;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.Warnings;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.op.Distribution;
import dev.gradfn.op.NormalDistribution;

/// The normal distribution within `[a, b]`, by rejection: fresh numbers for the whole tensor are
/// drawn until each place has had one that is accepted.
record TruncatedNormal(double mean, double std, double a, double b) {
  /// Where less of the bell than this lies between the bounds, even candidates are cheaper.
  private static final double MUCH = 0.3;

  Tensor fill(Tensor tensor, Generator generator) {
    if (mean < a - 2 * std || mean > b + 2 * std) {
      Warnings.warn(
          "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of values"
              + " may be incorrect.");
    }
    if (tensor.numel() == 0 || tensor.device() == Device.META) return tensor;
    RandomTensors.Options options = RandomTensors.Options.DEFAULT.withGenerator(generator);
    double[] values =
        probability() > MUCH ? fromNormal(tensor, options) : fromUniform(tensor, options);
    return Init.set(tensor, values);
  }

  private double probability() {
    return NormalDistribution.cumulative((b - mean) / std)
        - NormalDistribution.cumulative((a - mean) / std);
  }

  private double[] fromNormal(Tensor tensor, RandomTensors.Options options) {
    double low = as(tensor.dtype(), a);
    double high = as(tensor.dtype(), b);
    Distribution normal = new Distribution.Normal(mean, std);
    double[] values = numbers(tensor, normal, options);
    while (true) {
      boolean done = true;
      for (double value : values) done &= low <= value && value <= high;
      if (done) return values;
      double[] fresh = numbers(tensor, normal, options);
      for (int i = 0; i < values.length; i++) {
        if (values[i] < low || values[i] > high) values[i] = fresh[i];
      }
    }
  }

  /// A candidate is accepted as often as the bell is high there, measured by its highest place
  /// within the bounds.
  private double[] fromUniform(Tensor tensor, RandomTensors.Options options) {
    double peak = logDensity(Math.clamp(mean, a, b));
    double[] values = new double[Math.toIntExact(tensor.numel())];
    boolean[] accepted = new boolean[values.length];
    for (int missing = values.length; missing > 0; ) {
      double[] candidates = numbers(tensor, new Distribution.Uniform(a, b), options);
      double[] chances = numbers(tensor, new Distribution.Uniform(0, 1), options);
      for (int i = 0; i < values.length; i++) {
        if (accepted[i] || Math.log(chances[i]) > logDensity(candidates[i]) - peak) continue;
        values[i] = candidates[i];
        accepted[i] = true;
        missing--;
      }
    }
    return values;
  }

  /// Up to a constant.
  private double logDensity(double x) {
    double z = (x - mean) / std;
    return -0.5 * z * z;
  }

  private static double[] numbers(
      Tensor like, Distribution distribution, RandomTensors.Options options) {
    return RandomTensors.like(like, distribution, options).toDoubleArray();
  }

  private static double as(DType dtype, double value) {
    return Tensor.full(dtype, Device.CPU, Dims.of(), value).item();
  }
}
