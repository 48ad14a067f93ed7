package dev.gradfn.autograd;

import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.RandomSource;
import dev.gradfn.op.Distribution;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Indices drawn by weight, from each line of `[n]` or `[rows, n]`.
final class Multinomial {
  private Multinomial() {}

  static Tensor draw(Tensor weights, int samples, boolean replacement, Generator generator) {
    requireDrawable(weights, samples, replacement);
    int categories = weights.shape().at(-1);
    int rows = weights.dim() == 1 ? 1 : weights.shape().at(0);
    long[] drawn = new long[rows * samples];
    if (replacement && samples > 1) {
      Generator.orGlobal(generator)
          .draw(random -> independent(weights, categories, samples, drawn, random));
    } else {
      race(weights, categories, samples, drawn, generator);
    }
    Dims shape = weights.dim() == 1 ? Dims.of(samples) : Dims.of(rows, samples);
    return Tensor.of(NdArray.wrap(DType.INT64, drawn, shape));
  }

  private static void requireDrawable(Tensor weights, int samples, boolean replacement) {
    require(weights.dim() == 1 || weights.dim() == 2, "prob_dist must be 1 or 2 dim");
    require(
        weights.dtype().isFloatingPoint(),
        "multinomial only supports floating-point dtypes for input, got: "
            + weights.dtype().scalarType());
    require(samples > 0, "cannot sample n_sample <= 0 samples");
    require(
        replacement || samples <= weights.shape().get(-1),
        "cannot sample n_sample > prob_dist.size(-1) samples without replacement");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) throw TorchException.runtime(otherwise);
  }

  /// Without replacement: each category arrives after an exponential time, the heavier the sooner,
  /// and the first ones win.
  private static void race(
      Tensor weights, int categories, int samples, long[] drawn, Generator generator) {
    double[] values = weights.toDoubleArray();
    for (double value : values) {
      require(
          value >= 0 && value < Double.POSITIVE_INFINITY,
          "probability tensor contains either `inf`, `nan` or element < 0");
    }
    for (int at = 0; at < values.length; at += categories) {
      requireSome(IntStream.range(at, at + categories).mapToDouble(i -> values[i]).sum());
    }
    RandomTensors.Options options = RandomTensors.Options.DEFAULT.withGenerator(generator);
    Tensor times = RandomTensors.like(weights, new Distribution.Exponential(1), options);
    double[] speeds = weights.detach().div(times).toDoubleArray();
    for (int row = 0; row * samples < drawn.length; row++) {
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < categories; i++) order.add(i);
      int first = row * categories;
      order.sort(Comparator.comparingDouble(i -> -speeds[first + i]));
      for (int i = 0; i < samples; i++) drawn[row * samples + i] = order.get(i);
    }
  }

  private static void requireSome(double sum) {
    require(sum > 0, "invalid multinomial distribution (sum of probabilities <= 0)");
  }

  private static void independent(
      Tensor weights, int categories, int samples, long[] drawn, RandomSource random) {
    double[] values = weights.toDoubleArray();
    boolean fine = weights.dtype() == DType.FLOAT64;
    for (int row = 0; row * samples < drawn.length; row++) {
      double[] sums = cumulative(values, row * categories, categories, fine);
      for (int i = 0; i < samples; i++) {
        double chance = random.uniformDouble();
        int category = 0;
        while (sums[category] < chance) category++;
        drawn[row * samples + i] = category;
      }
    }
  }

  /// Sums up to each category, as parts of the whole; in float unless the weights are doubles.
  private static double[] cumulative(double[] values, int from, int categories, boolean fine) {
    double[] sums = new double[categories];
    double sum = 0;
    for (int i = 0; i < categories; i++) {
      double value = values[from + i];
      require(value >= 0, "invalid multinomial distribution (encountering probability entry < 0)");
      require(
          value < Double.POSITIVE_INFINITY,
          "invalid multinomial distribution (encountering probability entry = infinity or NaN)");
      sum += value;
      if (!fine) sum = (float) sum;
      sums[i] = sum;
    }
    requireSome(sum);
    for (int i = 0; i < categories; i++) {
      sums[i] /= sum;
      if (!fine) sums[i] = (float) sums[i];
    }
    sums[categories - 1] = 1;
    return sums;
  }
}
