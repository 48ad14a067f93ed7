package dev.gradfn.core;

/// A pointwise function of one number, for [Kernels#map].
///
/// The name is what a backend may know it by (`sigmoid`). Declare each as a constant: a kernel set
/// keeps one compiled loop per function object.
///
/// @param whole exact form for integers, or null if the function is for floating point alone
/// @param block a faster form over blocks of floats, or null
public record UnaryFunction(
    String name, FloatUnary single, DoubleUnary real, LongUnary whole, FloatBlock block) {

  public interface FloatUnary {
    float at(float x);
  }

  public interface DoubleUnary {
    double at(double x);
  }

  public interface LongUnary {
    long at(long x);
  }

  /// `out[to + i] = f(x[from + i])` for `i` from 0 to `n`, which is at most [Kernels#BLOCK]; both
  /// may be the same part of one array.
  public interface FloatBlock {
    void apply(float[] x, int from, float[] out, int to, int n);
  }

  public UnaryFunction(String name, FloatUnary single, DoubleUnary real) {
    this(name, single, real, null, null);
  }

  public UnaryFunction(String name, FloatUnary single, DoubleUnary real, LongUnary whole) {
    this(name, single, real, whole, null);
  }

  public UnaryFunction withBlock(FloatBlock fast) {
    return new UnaryFunction(name, single, real, whole, fast);
  }

  /// Functions are identified by their constant, not by their parts.
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
