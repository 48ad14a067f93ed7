package dev.gradfn.op;

/// The standard normal distribution, to about the last digit of a double.
public final class NormalDistribution {
  private static final double ROOT_OF_TWO_PI = Math.sqrt(2 * Math.PI);

  /// From here on the continued fraction converges faster than the series.
  private static final double TAIL = 4;

  private NormalDistribution() {}

  static double density(double x) {
    return Math.exp(-0.5 * x * x) / ROOT_OF_TWO_PI;
  }

  public static double cumulative(double x) {
    if (Double.isNaN(x)) return x;
    if (x > TAIL) return 1 - upperTail(x);
    if (x < -TAIL) return upperTail(-x);
    return 0.5 + density(x) * series(x);
  }

  /// `x + x³/3 + x⁵/(3·5) + …`
  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int k = 3; Math.abs(term) > 1e-18 * Math.abs(sum); k += 2) {
      term *= x * x / k;
      sum += term;
    }
    return sum;
  }

  /// `φ(x) / (x + 1/(x + 2/(x + 3/(x + …))))`
  private static double upperTail(double x) {
    double fraction = x;
    for (int k = 60; k > 0; k--) fraction = x + k / fraction;
    return density(x) / fraction;
  }
}
