package dev.gradfn.core;

import java.lang.foreign.MemorySegment;

/// Functions over blocks of floats, faster than `Math.exp` element by element.
///
/// Each is a chain of simple loops, which the JIT turns into vector code one by one. Errors are
/// below 2e-7, relative; only below the smallest normal float more is lost (a sigmoid there is 0).
/// Infinities and nan come out as from PyTorch.
public final class FastMath {
  /// The logarithm of e to base 2, as a float and what that leaves.
  private static final float LOG2_E = 1.442695f;

  private static final float LOG2_E_REST = 1.925963e-8f;

  /// Adding it rounds a small number to an integer.
  private static final float ROUNDER = 12582912f;

  /// `2^-126` is the smallest normal number; negative numbers are counted from −1.
  private static final int LARGEST_EXPONENT = 125;

  /// Coefficients of `2^f = 1 + C1 f + C2 f² + …` for `|f| <= 1/2`: fitted to the smallest relative
  /// error, 2e-9, by weighted least squares at Chebyshev nodes.
  private static final float C1 = 0.6931472f;

  private static final float C2 = 0.24022648f;
  private static final float C3 = 0.05550332f;
  private static final float C4 = 0.009618439f;
  private static final float C5 = 0.0013399003f;
  private static final float C6 = 0.00015353257f;

  /// Beyond these the result is 0 or infinite.
  private static final float LOWEST = -105;

  private static final float HIGHEST = 89;

  /// Coefficients of `tanh x = x + x³ (T0 + T1 x² + …)` for `|x| <= SMALL`, fitted in the same way;
  /// the error is 1e-8.
  private static final float T0 = -0.33333325f;

  private static final float T1 = 0.13332969f;
  private static final float T2 = -0.053919714f;
  private static final float T3 = 0.021566205f;
  private static final float T4 = -0.0078745836f;
  private static final float T5 = 0.0018897848f;

  /// From here on, taking a quotient from 1 loses nothing.
  private static final float SMALL = 0.7f;

  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private FastMath() {}

  /// What the loops work on. Operands are copied in and out: a loop as long as [#near] is vector
  /// code only if it begins at index 0, and results written straight to memory that is not cached
  /// take half as long again.
  private static final class Scratch {
    /// Longer than a block. At a distance of 4096 bytes a load waits for stores that it does not
    /// depend on: the processor compares the last twelve bits of addresses first.
    static final int LENGTH = Kernels.BLOCK + 192;

    final float[] input = new float[LENGTH];
    final float[] power = new float[LENGTH];
    final float[] result = new float[LENGTH];
    final int[] bits = new int[LENGTH];
    final float[] scale = new float[LENGTH];
    final MemorySegment bitsAsBytes = MemorySegment.ofArray(bits);
    final MemorySegment scaleAsBytes = MemorySegment.ofArray(scale);
  }

  /// `out = e^x`, as a [UnaryFunction.FloatBlock].
  public static void exp(float[] x, int from, float[] out, int to, int n) {
    Scratch s = SCRATCH.get();
    System.arraycopy(x, from, s.input, 0, n);
    powers(s, s.input, 1, n);
    products(s.power, s.scale, s.result, n);
    System.arraycopy(s.result, 0, out, to, n);
  }

  /// `out = 1 / (1 + e^-x)`, as a [UnaryFunction.FloatBlock].
  public static void sigmoid(float[] x, int from, float[] out, int to, int n) {
    Scratch s = SCRATCH.get();
    System.arraycopy(x, from, s.input, 0, n);
    powers(s, s.input, -1, n);
    reciprocals(s.power, s.scale, s.result, n);
    System.arraycopy(s.result, 0, out, to, n);
  }

  /// `out = x / (1 + e^-x)`, as a [UnaryFunction.FloatBlock].
  public static void silu(float[] x, int from, float[] out, int to, int n) {
    Scratch s = SCRATCH.get();
    System.arraycopy(x, from, s.input, 0, n);
    powers(s, s.input, -1, n);
    quotients(s.input, s.power, s.scale, s.result, n);
    System.arraycopy(s.result, 0, out, to, n);
  }

  /// The gradient of [#silu] times `g`: `out = g * s * (1 + x * (1 - s))` with `s = sigmoid(x)`.
  public static void siluGradient(float[] g, float[] x, float[] out, int n) {
    Scratch s = SCRATCH.get();
    powers(s, x, -1, n);
    reciprocals(s.power, s.scale, s.result, n);
    slopes(g, x, s.result, out, n);
  }

  /// `out = tanh(x)`, within 2 units in the last place, as a [UnaryFunction.FloatBlock].
  public static void tanh(float[] x, int from, float[] out, int to, int n) {
    Scratch s = SCRATCH.get();
    System.arraycopy(x, from, s.input, 0, n);
    magnitudes(s.input, s.result, n);
    powers(s, s.result, 2, n);
    tangents(s.input, s.result, s.power, s.scale, n);
    System.arraycopy(s.result, 0, out, to, n);
  }

  private static void magnitudes(float[] x, float[] out, int n) {
    for (int i = 0; i < n; i++) out[i] = Math.abs(x[i]);
  }

  /// `1 − 2 / (1 + e^2|x|)` with the sign of `x`, or the polynomial. Without branches, for which
  /// the JIT has no vector code: the weight of the first is 0 below [#SMALL], and 1 a little above.
  private static void tangents(float[] x, float[] magnitude, float[] p, float[] scale, int n) {
    for (int i = 0; i < n; i++) {
      float t = Math.min(Math.max(x[i], -1), 1);
      float u = t * t;
      float q = Math.fma(T5, u, T4);
      q = Math.fma(q, u, T3);
      q = Math.fma(q, u, T2);
      q = Math.fma(q, u, T1);
      q = Math.fma(q, u, T0);
      float near = t * Math.fma(q, u, 1);
      float sign = Math.min(Math.max(2 * t, -1), 1);
      float far = sign * (1 - 2 / (1 + p[i] * scale[i]));
      float weight = Math.min(Math.max((magnitude[i] - SMALL) * 1e9f, 0), 1);
      // Minus a product, which keeps the sign of a zero.
      magnitude[i] = Math.fma(-weight, near - far, near);
    }
  }

  private static void products(float[] p, float[] scale, float[] out, int n) {
    for (int i = 0; i < n; i++) out[i] = p[i] * scale[i];
  }

  private static void reciprocals(float[] p, float[] scale, float[] out, int n) {
    for (int i = 0; i < n; i++) out[i] = 1 / (1 + p[i] * scale[i]);
  }

  private static void quotients(float[] x, float[] p, float[] scale, float[] out, int n) {
    for (int i = 0; i < n; i++) out[i] = x[i] / (1 + p[i] * scale[i]);
  }

  private static void slopes(float[] g, float[] x, float[] sigmoid, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = g[i] * sigmoid[i] * (1 + x[i] * (1 - sigmoid[i]));
    }
  }

  /// `e^(sign x) = power * scale`: with an integer `k` and a small `f` it is `2^f * 2^k`.
  ///
  /// Nearly every block has normal numbers alone as powers of two. Another is computed again in a
  /// way that knows extreme values, and takes twice as long.
  private static void powers(Scratch s, float[] x, float sign, int n) {
    int largest = near(x, sign * LOG2_E, sign * LOG2_E_REST, s.power, s.bits, n);
    boolean isFar = largest > LARGEST_EXPONENT;
    if (isFar) far(x, sign, s.power, s.bits, n);
    // In bulk, as the JIT has no vector code for Float.intBitsToFloat.
    MemorySegment.copy(s.bitsAsBytes, 0, s.scaleAsBytes, 0, 4L * n);
    if (isFar) products(s.power, s.scale, s.power, n);
  }

  /// All in one loop, and no step in it that the JIT has no vector code for.
  ///
  /// @param factor times `x` it is the exponent to base 2, together with `rest` times `x`
  /// @param power becomes `2^f`
  /// @param bits becomes the bits of the float `2^k`
  /// @return the largest `|k|`; if it is beyond [#LARGEST_EXPONENT], the bits are wrong
  private static int near(float[] x, float factor, float rest, float[] power, int[] bits, int n) {
    int largest = 0;
    for (int i = 0; i < n; i++) {
      float t = x[i];
      float minusK = ROUNDER - Math.fma(t, factor, ROUNDER);
      float f = Math.fma(t, rest, Math.fma(t, factor, minusK));
      float p = Math.fma(C6, f, C5);
      p = Math.fma(p, f, C4);
      p = Math.fma(p, f, C3);
      p = Math.fma(p, f, C2);
      p = Math.fma(p, f, C1);
      power[i] = Math.fma(p, f, 1);
      int whole = (int) minusK;
      bits[i] = (127 - whole) << 23;
      largest = Math.max(largest, whole ^ (whole >> 31));
    }
    return largest;
  }

  /// The same for all numbers. `2^k` alone could be out of range where the result is not; so it is
  /// `2^e * 2^m * 2^m`, with `e` one of −1, 0, 1.
  ///
  /// @param power becomes `2^f * 2^e`
  /// @param bits becomes the bits of the float `2^m`
  private static void far(float[] x, float sign, float[] power, int[] bits, int n) {
    for (int i = 0; i < n; i++) {
      float t = Math.min(Math.max(sign * x[i], LOWEST), HIGHEST);
      float k = Math.fma(t, LOG2_E, ROUNDER) - ROUNDER;
      float m = Math.fma(k, 0.5f, ROUNDER) - ROUNDER;
      float e = Math.fma(m, -2, k);
      float f = Math.fma(t, LOG2_E_REST, Math.fma(t, LOG2_E, -k));
      float p = Math.fma(C6, f, C5);
      p = Math.fma(p, f, C4);
      p = Math.fma(p, f, C3);
      p = Math.fma(p, f, C2);
      p = Math.fma(p, f, C1);
      p = Math.fma(p, f, 1);
      power[i] = p * Math.fma(e, Math.fma(e, 0.25f, 0.75f), 1);
      bits[i] = (127 + (int) m) << 23;
    }
  }
}
