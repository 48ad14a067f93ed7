package dev.gradfn.op;

/// The longer formulas of [Curve].
final class Curves {
  private static final double ROOT = Math.sqrt(2 / Math.PI);
  private static final double CUBIC = 0.044715;

  /// A float constant in PyTorch, whatever the tensors are.
  static final double SIXTH = 1.0f / 6.0f;

  private Curves() {}

  /// `1 / alpha`, which PyTorch's derivative of celu takes from a float.
  static double inverse(double alpha) {
    return 1 / (double) (float) alpha;
  }

  static double celuSlope(double x, double alpha) {
    double inverse = inverse(alpha);
    return inverse * alpha * Math.exp(x * inverse);
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  static double sigmoidSlope(double x) {
    double s = sigmoid(x);
    return s * (1 - s);
  }

  static double geluTanh(double x) {
    return Math.tanh(ROOT * (x + CUBIC * x * x * x));
  }

  private static double geluInnerSlope(double x) {
    return ROOT * (1 + 3 * CUBIC * x * x);
  }

  static double geluTanhSlope(double x) {
    double t = geluTanh(x);
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * geluInnerSlope(x);
  }

  static double geluTanhCurvature(double x) {
    double t = geluTanh(x);
    double inner = geluInnerSlope(x);
    double bend = 6 * ROOT * CUBIC * x - 2 * t * inner * inner;
    return (1 - t * t) * (inner + 0.5 * x * bend);
  }

  static double tanhSoftplus(double x) {
    return Math.tanh(x > 20 ? x : Math.log1p(Math.exp(x)));
  }

  static double mishSlope(double x) {
    double t = tanhSoftplus(x);
    return t + x * sigmoid(x) * (1 - t * t);
  }

  static double mishCurvature(double x) {
    double t = tanhSoftplus(x);
    double s = sigmoid(x);
    return s * (1 - t * t) * (2 + x * (1 - s - 2 * t * s));
  }
}
