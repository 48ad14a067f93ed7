package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import java.util.random.RandomGenerator;

/// New values for parameters.
public final class Init {
  private Init() {}

  /// Uniform within `±bound`, float32.
  public static Tensor uniform(double bound, RandomGenerator random, long... shape) {
    float[] values = new float[Math.toIntExact(Dims.of(shape).product())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((2 * random.nextFloat() - 1) * bound);
    }
    return Tensor.of(values, shape);
  }
}
