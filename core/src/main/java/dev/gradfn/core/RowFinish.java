package dev.gradfn.core;

/// A [ChannelFunction] on rows of results, each of one channel.
final class RowFinish {
  private final Lanes lanes;
  private final double[] scale;
  private final double[] shift;
  private final UnaryFunction f;

  /// Null where none is needed: for the identity, and for floats in blocks.
  private final PointwiseLoop loop;

  RowFinish(Lanes lanes, ChannelFunction function) {
    this.lanes = lanes;
    this.scale = values(function.scale());
    this.shift = values(function.shift());
    this.f = function.f();
    this.loop = loop();
  }

  private PointwiseLoop loop() {
    boolean floats = lanes.dtype() == DType.FLOAT32;
    if (f == null || floats && f.block() != null) return null;
    return PointwiseLoops.of(floats ? f.single() : f.real(), Kernels.BLOCK);
  }

  private static double[] values(NdArray vector) {
    double[] values = new double[Math.toIntExact(vector.numel())];
    try (Dense numbers = Dense.read(vector, DType.FLOAT64)) {
      System.arraycopy(numbers.array(), numbers.offset(), values, 0, values.length);
    }
    return values;
  }

  void apply(Object row, int channel, int n) {
    lanes.affine(row, scale[channel], shift[channel], row, 0, n);
    if (f == null) return;
    if (row instanceof float[] floats) {
      apply(floats, n);
    } else {
      loop.map(f.real(), (double[]) row, (double[]) row, 0, n);
    }
  }

  private void apply(float[] row, int n) {
    if (f.block() == null) {
      loop.map(f.single(), row, row, 0, n);
      return;
    }
    for (int at = 0; at < n; at += Kernels.BLOCK) {
      f.block().apply(row, at, row, at, Math.min(Kernels.BLOCK, n - at));
    }
  }
}
