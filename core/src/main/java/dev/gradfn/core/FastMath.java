package dev.gradfn.core;

import java.lang.foreign.MemorySegment;

/// Functions over blocks of floats, faster than `Math.exp` element by element.
///
/// Each is a chain of simple loops, which the JIT turns into vector code one by one; in a single
/// loop it would not. Errors are below 2e-7, relative; only below the smallest normal float more is
/// lost (a sigmoid there is 0). Infinities and nan come out as from PyTorch.
public final class FastMath {
  private static final float LOG2_E = 1.442695f;

  /// The two parts of the natural logarithm of 2: the first has few bits, so multiples are exact.
  private static final float LN2_HIGH = 0.693359375f;

  private static final float LN2_LOW = -2.12194440e-4f;

  /// Adding it rounds a small number to an integer.
  private static final float ROUNDER = 12582912f;

  /// Beyond these the result is 0 or infinite.
  private static final float LOWEST = -105;

  private static final float HIGHEST = 89;

  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private FastMath() {}

  private static final class Scratch {
    final float[] rest = new float[Kernels.BLOCK];
    final float[] power = new float[Kernels.BLOCK];
    final float[] result = new float[Kernels.BLOCK];
    final int[] exponent = new int[Kernels.BLOCK];
    final int[] bits = new int[Kernels.BLOCK];
    final float[] scale = new float[Kernels.BLOCK];
    final float[] secondScale = new float[Kernels.BLOCK];
    final MemorySegment bitsAsBytes = MemorySegment.ofArray(bits);
    final MemorySegment scaleAsBytes = MemorySegment.ofArray(scale);
    final MemorySegment secondScaleAsBytes = MemorySegment.ofArray(secondScale);
  }

  /// `out = e^x`.
  public static void exp(float[] x, float[] out, int n) {
    Scratch s = SCRATCH.get();
    clamp(x, s.rest, n);
    exp(s, out, n);
  }

  /// `out = 1 / (1 + e^-x)`.
  public static void sigmoid(float[] x, float[] out, int n) {
    Scratch s = SCRATCH.get();
    clampNegated(x, s.rest, n);
    exp(s, out, n);
    reciprocals(out, n);
  }

  /// `out = x / (1 + e^-x)`.
  public static void silu(float[] x, float[] out, int n) {
    Scratch s = SCRATCH.get();
    clampNegated(x, s.rest, n);
    exp(s, s.result, n);
    quotients(x, s.result, out, n);
  }

  /// The gradient of [#silu] times `g`: `out = g * s * (1 + x * (1 - s))` with `s = sigmoid(x)`.
  public static void siluGradient(float[] g, float[] x, float[] out, int n) {
    Scratch s = SCRATCH.get();
    sigmoid(x, s.result, n);
    slopes(g, x, s.result, out, n);
  }

  private static void reciprocals(float[] x, int n) {
    for (int i = 0; i < n; i++) x[i] = 1 / (1 + x[i]);
  }

  private static void quotients(float[] x, float[] power, float[] out, int n) {
    for (int i = 0; i < n; i++) out[i] = x[i] / (1 + power[i]);
  }

  private static void slopes(float[] g, float[] x, float[] sigmoid, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = g[i] * sigmoid[i] * (1 + x[i] * (1 - sigmoid[i]));
    }
  }

  private static void clamp(float[] x, float[] out, int n) {
    for (int i = 0; i < n; i++) out[i] = Math.min(Math.max(x[i], LOWEST), HIGHEST);
  }

  private static void clampNegated(float[] x, float[] out, int n) {
    for (int i = 0; i < n; i++) out[i] = Math.min(Math.max(-x[i], LOWEST), HIGHEST);
  }

  /// The power of `s.rest`: `2^k * e^r` with an integer `k` and a small `r`.
  private static void exp(Scratch s, float[] out, int n) {
    round(s.rest, s.power, n);
    reduce(s.power, s.rest, n);
    exponents(s.power, s.exponent, n);
    polynomial(s.rest, s.power, n);
    scales(s, n);
    multiply(s.power, s.scale, s.secondScale, out, n);
  }

  private static void round(float[] x, float[] out, int n) {
    for (int i = 0; i < n; i++) out[i] = x[i] * LOG2_E + ROUNDER - ROUNDER;
  }

  private static void reduce(float[] k, float[] x, int n) {
    for (int i = 0; i < n; i++) x[i] = Math.fma(k[i], -LN2_LOW, Math.fma(k[i], -LN2_HIGH, x[i]));
  }

  private static void exponents(float[] k, int[] out, int n) {
    for (int i = 0; i < n; i++) out[i] = (int) k[i];
  }

  private static void polynomial(float[] r, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      float x = r[i];
      float p = 1.9875691500e-4f;
      p = Math.fma(p, x, 1.3981999507e-3f);
      p = Math.fma(p, x, 8.3334519073e-3f);
      p = Math.fma(p, x, 4.1665795894e-2f);
      p = Math.fma(p, x, 1.6666665459e-1f);
      p = Math.fma(p, x, 5.0000001201e-1f);
      out[i] = Math.fma(p, x * x, x) + 1;
    }
  }

  /// `2^k` in two factors, as one could be out of range where the result is not. Their bits are
  /// copied from ints to floats in bulk: the JIT has no vector code for `Float.intBitsToFloat`.
  private static void scales(Scratch s, int n) {
    firstBits(s.exponent, s.bits, n);
    MemorySegment.copy(s.bitsAsBytes, 0, s.scaleAsBytes, 0, 4L * n);
    secondBits(s.exponent, s.bits, n);
    MemorySegment.copy(s.bitsAsBytes, 0, s.secondScaleAsBytes, 0, 4L * n);
  }

  private static void firstBits(int[] k, int[] bits, int n) {
    for (int i = 0; i < n; i++) bits[i] = ((k[i] >> 1) + 127) << 23;
  }

  private static void secondBits(int[] k, int[] bits, int n) {
    for (int i = 0; i < n; i++) bits[i] = (k[i] - (k[i] >> 1) + 127) << 23;
  }

  private static void multiply(float[] p, float[] first, float[] second, float[] out, int n) {
    for (int i = 0; i < n; i++) out[i] = p[i] * first[i] * second[i];
  }
}
