package dev.gradfn.onednn;

import dev.gradfn.core.Dims;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.post_ops;

/// Mean and biased variance of each channel of channels-last memory.
///
/// oneDNN's own training statistics add thousands of floats one after the other, which in a deep
/// network shifts gradients by some parts in a thousand. Here floats are added in short runs (a
/// product with a row of ones), and the runs in double.
final class BatchStatistics {
  /// Rows of channels, cut into runs.
  private record Key(long runs, long rows, long channels) {
    Layout ones() {
      return Layout.contiguous(Dims.of(runs, 1, rows));
    }

    Layout matrix() {
      return Layout.contiguous(Dims.of(runs, rows, channels));
    }

    Layout sums() {
      return Layout.contiguous(Dims.of(runs, 1, channels));
    }

    Layout all() {
      return Layout.contiguous(Dims.of(runs * rows, channels));
    }
  }

  private final Products products;
  private final Primitives<Key, Compiled> squares = new Primitives<>(BatchStatistics::makeSquares);

  BatchStatistics(Products products) {
    this.products = products;
  }

  record Result(float[] mean, float[] variance) {}

  /// Null if oneDNN does not take it.
  Result of(Operand x, long rows, long channels) {
    long length = runLength(rows);
    Key key = new Key(rows / length, length, channels);
    Compiled sum = products.of(key.ones(), key.matrix(), key.sums());
    Compiled square = squares.find(key);
    if (sum == null || square == null) return null;
    Operand deviations = Operand.temporary(key.all());
    try {
      float[] mean = average(sum, key, x);
      Block means = Block.vector(mean);
      square.execute(x, Operand.of(means), deviations);
      means.release();
      return new Result(mean, average(sum, key, deviations));
    } finally {
      deviations.releaseTemporary();
    }
  }

  /// A divisor of `rows` near its root: then both kinds of sums are short.
  private static long runLength(long rows) {
    for (long length = (long) Math.sqrt(rows); length > 1; length--) {
      if (rows % length == 0) return rows / length;
    }
    return rows;
  }

  private static float[] average(Compiled sum, Key key, Operand x) {
    int channels = Math.toIntExact(key.channels);
    Block block = Block.allocate(Layout.flat(key.runs * channels));
    float[] runs = new float[Math.toIntExact(key.runs * channels)];
    try {
      sum.execute(Ones.of(key.ones()), x, Operand.of(block));
      block.store(runs);
    } finally {
      block.release();
    }
    double[] totals = new double[channels];
    for (int i = 0; i < runs.length; i++) totals[i % channels] += runs[i];
    float[] average = new float[channels];
    for (int c = 0; c < channels; c++) average[c] = (float) (totals[c] / (key.runs * key.rows));
    return average;
  }

  /// `(x − mean)²`.
  private static Compiled makeSquares(Key key) {
    Layout means = Layout.contiguous(Dims.of(1, key.channels));
    post_ops squared = new post_ops();
    squared.append_eltwise(dnnl.algorithm.eltwise_square, 0, 0);
    return BinaryPrimitive.make(dnnl.algorithm.binary_sub, key.all(), means, squared);
  }
}
