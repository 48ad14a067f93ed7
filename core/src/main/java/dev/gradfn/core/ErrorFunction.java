package dev.gradfn.core;

/// The error function and its complement, to about 14 digits.
public final class ErrorFunction {
  private static final double TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

  /// Below, the series converges fast; above, the continued fraction does.
  private static final double MIDDLE = 2;

  /// Beyond it the complement is 0.
  private static final double END = 28;

  private ErrorFunction() {}

  public static double erf(double x) {
    return Math.abs(x) < MIDDLE ? series(x) : x > 0 ? 1 - tail(x) : x < 0 ? tail(-x) - 1 : x;
  }

  public static double erfc(double x) {
    return Math.abs(x) < MIDDLE ? 1 - series(x) : x > 0 ? tail(x) : x < 0 ? 2 - tail(-x) : x;
  }

  /// `2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!!`: all terms have one sign, so nothing cancels.
  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return TWO_OVER_SQRT_PI * Math.exp(-x * x) * sum;
  }

  /// `e^(−x²)/√π · 1/(x + (1/2)/(x + (2/2)/(x + …)))`, from the inside out.
  private static double tail(double x) {
    if (x > END) return 0;
    double fraction = x;
    for (int n = 120; n > 0; n--) fraction = x + n / 2.0 / fraction;
    return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
  }
}
