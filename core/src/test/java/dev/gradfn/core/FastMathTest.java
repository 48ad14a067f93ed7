package dev.gradfn.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class FastMathTest {
  private static final double LIMIT = 2e-7;

  /// What rounding to the smallest floats may cost.
  private static final double TINY = 0.75e-45;

  /// Where `e^-x` is infinite the sigmoid is 0: it would be below the smallest normal float.
  private static final double SUBNORMAL = 3e-39;

  private static final float[] SPECIAL = {
    0,
    -0f,
    1,
    -1,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    88.7f,
    88.72283f,
    88.7229f,
    89,
    100,
    1e10f,
    -87.4f,
    -88,
    -100,
    -103.9f,
    -104,
    -110,
    -1e10f,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN
  };

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /// Many floats between −110 and 110, over all exponents, and the special ones.
  private static void sweep(
      UnaryFunction.FloatBlock block, DoubleUnaryOperator exact, double tiny) {
    float[] x = new float[1000];
    int n = 0;
    for (float special : SPECIAL) x[n++] = special;
    for (int bits = 0; bits < Float.floatToIntBits(110); bits += 997) {
      float positive = Float.intBitsToFloat(bits);
      x[n++] = positive;
      x[n++] = -positive;
      if (n >= 998) {
        check(block, exact, tiny, x, n);
        n = 0;
      }
    }
    check(block, exact, tiny, x, n);
  }

  private static void check(
      UnaryFunction.FloatBlock block, DoubleUnaryOperator exact, double tiny, float[] x, int n) {
    float[] out = new float[x.length];
    block.apply(x, 0, out, 0, n);
    float[] inPlace = x.clone();
    block.apply(inPlace, 0, inPlace, 0, n);
    for (int i = 0; i < n; i++) {
      assertNear(exact.applyAsDouble(x[i]), out[i], tiny, "at " + x[i]);
      assertEquals(out[i], inPlace[i], "in place at " + x[i]);
    }
  }

  private static void assertNear(double exact, float actual, double tiny, String where) {
    float rounded = (float) exact;
    if (Float.isNaN(rounded) || Float.isInfinite(rounded)) {
      assertEquals(rounded, actual, where);
      return;
    }
    double error = Math.abs(actual - exact);
    assertTrue(
        error <= LIMIT * Math.abs(exact) + tiny,
        () -> where + ": expected " + exact + ", got " + actual + ", " + error / exact);
  }

  @Test
  void exp() {
    sweep(FastMath::exp, Math::exp, TINY);
  }

  /// One number decides how its whole block is computed, so each has a block without others.
  @Test
  void extremesAloneInABlock() {
    // Where the last ones are scaled and shifted, the bits of the float wrap around.
    float[] edges = {-87.33f, -87.34f, -88.03f, -88.1f, 87.7f, 88.4f, 5e6f, -1.744358e7f, -1.75e7f};
    for (float[] extremes : new float[][] {SPECIAL, edges}) {
      for (float extreme : extremes) {
        check(FastMath::exp, Math::exp, TINY, new float[] {0.5f, extreme, -0.5f}, 3);
      }
    }
  }

  @Test
  void tanh() {
    sweep(FastMath::tanh, Math::tanh, TINY);
    float[] x = new float[1000];
    float[] y = new float[1000];
    for (int start = -12_000; start < 12_000; start += 1000) {
      for (int i = 0; i < 1000; i++) x[i] = (start + i) / 1234f;
      FastMath.tanh(x, 0, y, 0, 1000);
      for (int i = 0; i < 1000; i++) {
        double exact = Math.tanh(x[i]);
        assertEquals(exact, y[i], 2 * Math.ulp((float) exact), "at " + x[i]);
      }
    }
  }

  @Test
  void tanhKeepsSignsOfZeros() {
    float[] x = {0, -0f, Float.MIN_VALUE, -Float.MIN_VALUE};
    float[] y = new float[4];
    FastMath.tanh(x, 0, y, 0, 4);
    for (int i = 0; i < 4; i++) assertEquals(x[i], y[i]);
  }

  @Test
  void sigmoid() {
    sweep(FastMath::sigmoid, FastMathTest::sigmoid, SUBNORMAL);
  }

  @Test
  void silu() {
    // At -infinity PyTorch has nan as well.
    sweep(
        FastMath::silu,
        x -> x == Double.NEGATIVE_INFINITY ? Double.NaN : x * sigmoid(x),
        100 * SUBNORMAL);
  }

  @Test
  void siluGradient() {
    DoubleBinaryOperator exact = (g, x) -> g * sigmoid(x) * (1 + x * (1 - sigmoid(x)));
    float[] g = new float[1000];
    float[] x = new float[1000];
    float[] out = new float[1000];
    for (int i = 0; i < 1000; i++) {
      g[i] = (float) Math.sin(i);
      x[i] = (i - 500) / 25f;
    }
    FastMath.siluGradient(g, x, out, 1000);
    for (int i = 0; i < 1000; i++) {
      double expected = exact.applyAsDouble(g[i], x[i]);
      assertEquals(expected, out[i], 1e-6 * Math.max(1e-2, Math.abs(expected)), "at " + x[i]);
    }
    FastMath.siluGradient(g, x, x, 1000);
    for (int i = 0; i < 1000; i++) assertEquals(out[i], x[i]);
  }
}
