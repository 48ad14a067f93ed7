package dev.gradfn.core;

/// The loops of pointwise functions, over arrays that share one index.
///
/// An interface, because its one implementation is loaded many times: see [PointwiseLoops].
interface PointwiseLoop {
  void map(UnaryFunction.FloatUnary f, float[] x, float[] out, int from, int to);

  void map(UnaryFunction.DoubleUnary f, double[] x, double[] out, int from, int to);

  void map(UnaryFunction.LongUnary f, long[] x, long[] out, int from, int to);

  void zip(BinaryFunction.FloatBinary f, float[] x, float[] y, float[] out, int from, int to);

  void zip(BinaryFunction.DoubleBinary f, double[] x, double[] y, double[] out, int from, int to);

  void zip(BinaryFunction.LongBinary f, long[] x, long[] y, long[] out, int from, int to);

  void zip(BinaryFunction.FloatBinary f, float[] x, float y, float[] out, int from, int to);

  void zip(BinaryFunction.DoubleBinary f, double[] x, double y, double[] out, int from, int to);

  void zip(BinaryFunction.LongBinary f, long[] x, long y, long[] out, int from, int to);

  void zip(BinaryFunction.FloatBinary f, float x, float[] y, float[] out, int from, int to);

  void zip(BinaryFunction.DoubleBinary f, double x, double[] y, double[] out, int from, int to);

  void zip(BinaryFunction.LongBinary f, long x, long[] y, long[] out, int from, int to);
}
