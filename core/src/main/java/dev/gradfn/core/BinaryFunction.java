package dev.gradfn.core;

/// A pointwise function of two numbers, for [Kernels#zip]. See [UnaryFunction].
///
/// @param whole exact form for integers, or null if the function is for floating point alone
/// @param block a faster form over blocks of floats, or null
public record BinaryFunction(
    String name, FloatBinary single, DoubleBinary real, LongBinary whole, FloatBlock block) {

  public interface FloatBinary {
    float at(float x, float y);
  }

  public interface DoubleBinary {
    double at(double x, double y);
  }

  public interface LongBinary {
    long at(long x, long y);
  }

  /// `out[i] = f(x[i], y[i])` for `i` from 0 to `n`, which is at most [Kernels#BLOCK]; `out` may be
  /// one of the inputs.
  public interface FloatBlock {
    void apply(float[] x, float[] y, float[] out, int n);
  }

  public BinaryFunction(String name, FloatBinary single, DoubleBinary real) {
    this(name, single, real, null, null);
  }

  public BinaryFunction(String name, FloatBinary single, DoubleBinary real, LongBinary whole) {
    this(name, single, real, whole, null);
  }

  public BinaryFunction withBlock(FloatBlock fast) {
    return new BinaryFunction(name, single, real, whole, fast);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
