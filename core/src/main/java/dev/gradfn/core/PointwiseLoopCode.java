package dev.gradfn.core;

/// The code of which [PointwiseLoops] keeps a hidden copy per function.
///
/// It may refer to no other code of its own but through parameters: a copy must stand alone.
final class PointwiseLoopCode implements PointwiseLoop {
  @Override
  public void map(UnaryFunction.FloatUnary f, float[] x, float[] out, int from, int to) {
    for (int i = from; i < to; i++) out[i] = f.at(x[i]);
  }

  @Override
  public void map(UnaryFunction.DoubleUnary f, double[] x, double[] out, int from, int to) {
    for (int i = from; i < to; i++) out[i] = f.at(x[i]);
  }

  @Override
  public void map(UnaryFunction.LongUnary f, long[] x, long[] out, int from, int to) {
    for (int i = from; i < to; i++) out[i] = f.at(x[i]);
  }

  @Override
  public void zip(
      BinaryFunction.FloatBinary f, float[] x, float[] y, float[] out, int from, int to) {
    for (int i = from; i < to; i++) out[i] = f.at(x[i], y[i]);
  }

  @Override
  public void zip(
      BinaryFunction.DoubleBinary f, double[] x, double[] y, double[] out, int from, int to) {
    for (int i = from; i < to; i++) out[i] = f.at(x[i], y[i]);
  }

  @Override
  public void zip(BinaryFunction.LongBinary f, long[] x, long[] y, long[] out, int from, int to) {
    for (int i = from; i < to; i++) out[i] = f.at(x[i], y[i]);
  }

  @Override
  public void zip(BinaryFunction.FloatBinary f, float[] x, float y, float[] out, int from, int to) {
    for (int i = from; i < to; i++) out[i] = f.at(x[i], y);
  }

  @Override
  public void zip(
      BinaryFunction.DoubleBinary f, double[] x, double y, double[] out, int from, int to) {
    for (int i = from; i < to; i++) out[i] = f.at(x[i], y);
  }

  @Override
  public void zip(BinaryFunction.LongBinary f, long[] x, long y, long[] out, int from, int to) {
    for (int i = from; i < to; i++) out[i] = f.at(x[i], y);
  }

  @Override
  public void zip(BinaryFunction.FloatBinary f, float x, float[] y, float[] out, int from, int to) {
    for (int i = from; i < to; i++) out[i] = f.at(x, y[i]);
  }

  @Override
  public void zip(
      BinaryFunction.DoubleBinary f, double x, double[] y, double[] out, int from, int to) {
    for (int i = from; i < to; i++) out[i] = f.at(x, y[i]);
  }

  @Override
  public void zip(BinaryFunction.LongBinary f, long x, long[] y, long[] out, int from, int to) {
    for (int i = from; i < to; i++) out[i] = f.at(x, y[i]);
  }
}
