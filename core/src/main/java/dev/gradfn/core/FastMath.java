package dev.gradfn.core;

import java.lang.foreign.MemorySegment;

/// Functions over blocks of floats, faster than `Math.exp` element by element.
///
/// Each is a chain of simple loops, which the JIT turns into vector code one by one. Errors are
/// below 2e-7, relative; only below the smallest normal float more is lost (a sigmoid there is 0).
/// Infinities and nan come out as from PyTorch.
public final class FastMath {
  private static final float LOG2_E = 1.442695f;

  /// The two parts of the natural logarithm of 2: the first has few bits, so multiples are exact.
  private static final float LN2_HIGH = 0.693359375f;

  private static final float LN2_LOW = -2.12194440e-4f;

  /// Adding it rounds a small number to an integer.
  private static final float ROUNDER = 12582912f;

  private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

  /// `2^-126` is the smallest normal number; negative numbers are counted from −1.
  private static final int LARGEST_EXPONENT = 125;

  /// Coefficients of `e^r = 1 + r + r² (C2 + C3 r + …)`.
  private static final float C2 = 5.0000001201e-1f;

  private static final float C3 = 1.6666665459e-1f;
  private static final float C4 = 4.1665795894e-2f;
  private static final float C5 = 8.3334519073e-3f;
  private static final float C6 = 1.3981999507e-3f;
  private static final float C7 = 1.9875691500e-4f;

  /// Beyond these the result is 0 or infinite.
  private static final float LOWEST = -105;

  private static final float HIGHEST = 89;

  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private FastMath() {}

  private static final class Scratch {
    final float[] power = new float[Kernels.BLOCK];
    final float[] result = new float[Kernels.BLOCK];
    final float[] exponent = new float[Kernels.BLOCK];
    final int[] bits = new int[Kernels.BLOCK];
    final float[] scale = new float[Kernels.BLOCK];
    final MemorySegment exponentAsBytes = MemorySegment.ofArray(exponent);
    final MemorySegment bitsAsBytes = MemorySegment.ofArray(bits);
    final MemorySegment scaleAsBytes = MemorySegment.ofArray(scale);
  }

  /// `out = e^x`.
  public static void exp(float[] x, float[] out, int n) {
    Scratch s = SCRATCH.get();
    powers(s, x, 1, n);
    products(s.power, s.scale, out, n);
  }

  /// `out = 1 / (1 + e^-x)`.
  public static void sigmoid(float[] x, float[] out, int n) {
    Scratch s = SCRATCH.get();
    powers(s, x, -1, n);
    reciprocals(s.power, s.scale, out, n);
  }

  /// `out = x / (1 + e^-x)`.
  public static void silu(float[] x, float[] out, int n) {
    Scratch s = SCRATCH.get();
    powers(s, x, -1, n);
    quotients(x, s.power, s.scale, out, n);
  }

  /// The gradient of [#silu] times `g`: `out = g * s * (1 + x * (1 - s))` with `s = sigmoid(x)`.
  public static void siluGradient(float[] g, float[] x, float[] out, int n) {
    Scratch s = SCRATCH.get();
    sigmoid(x, s.result, n);
    slopes(g, x, s.result, out, n);
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

  /// `e^(sign x) = power * scale`: with an integer `k` and a small `r` it is `e^r * 2^k`.
  ///
  /// Nearly every block has normal numbers alone as powers of two. Another is computed again in a
  /// way that knows extreme values, and takes twice as long.
  private static void powers(Scratch s, float[] x, float sign, int n) {
    near(x, sign, s.power, s.exponent, n);
    if (scales(s, n) <= LARGEST_EXPONENT) return;
    far(x, sign, s.power, s.exponent, n);
    scales(s, n);
    products(s.power, s.scale, s.power, n);
  }

  /// All in one loop, and no step in it that the JIT has no vector code for.
  ///
  /// @param power becomes `e^r`
  /// @param exponent becomes `k + ROUNDER`: the last bits of that float are `k`
  private static void near(float[] x, float sign, float[] power, float[] exponent, int n) {
    for (int i = 0; i < n; i++) {
      float t = sign * x[i];
      float shifted = Math.fma(t, LOG2_E, ROUNDER);
      float k = shifted - ROUNDER;
      float r = Math.fma(k, -LN2_LOW, Math.fma(k, -LN2_HIGH, t));
      float p = Math.fma(C7, r, C6);
      p = Math.fma(p, r, C5);
      p = Math.fma(p, r, C4);
      p = Math.fma(p, r, C3);
      p = Math.fma(p, r, C2);
      power[i] = Math.fma(p, r * r, r) + 1;
      exponent[i] = shifted;
    }
  }

  /// The same for all numbers. `2^k` alone could be out of range where the result is not; so it is
  /// `2^e * 2^m * 2^m`, with `e` one of −1, 0, 1.
  ///
  /// @param power becomes `e^r * 2^e`
  /// @param exponent becomes `m + ROUNDER`
  private static void far(float[] x, float sign, float[] power, float[] exponent, int n) {
    for (int i = 0; i < n; i++) {
      float t = Math.min(Math.max(sign * x[i], LOWEST), HIGHEST);
      float k = Math.fma(t, LOG2_E, ROUNDER) - ROUNDER;
      float shifted = Math.fma(k, 0.5f, ROUNDER);
      float e = Math.fma(shifted - ROUNDER, -2, k);
      float r = Math.fma(k, -LN2_LOW, Math.fma(k, -LN2_HIGH, t));
      float p = Math.fma(C7, r, C6);
      p = Math.fma(p, r, C5);
      p = Math.fma(p, r, C4);
      p = Math.fma(p, r, C3);
      p = Math.fma(p, r, C2);
      p = Math.fma(p, r * r, r) + 1;
      power[i] = p * Math.fma(e, Math.fma(e, 0.25f, 0.75f), 1);
      exponent[i] = shifted;
    }
  }

  /// `scale = 2^k` from `exponent = k + ROUNDER`. Bits are copied in bulk: the JIT has no vector
  /// code for `Float.intBitsToFloat`.
  ///
  /// @return the largest `|k|`; if it is beyond [#LARGEST_EXPONENT], the scales are wrong
  private static int scales(Scratch s, int n) {
    MemorySegment.copy(s.exponentAsBytes, 0, s.bitsAsBytes, 0, 4L * n);
    int largest = powersOfTwo(s.bits, n);
    MemorySegment.copy(s.bitsAsBytes, 0, s.scaleAsBytes, 0, 4L * n);
    return largest;
  }

  private static int powersOfTwo(int[] bits, int n) {
    int largest = 0;
    for (int i = 0; i < n; i++) {
      int k = bits[i] - ROUNDER_BITS;
      bits[i] = (k + 127) << 23;
      largest = Math.max(largest, k ^ (k >> 31));
    }
    return largest;
  }
}
