package dev.gradfn.op;

import dev.gradfn.core.Dims;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Softmax and its logarithm along a dimension; the largest element is taken off first, so that
/// nothing overflows.
final class SoftmaxLoop {
  private final double[] values;
  private final boolean log;

  private SoftmaxLoop(double[] values, boolean log) {
    this.values = values;
    this.log = log;
  }

  static void run(KernelChain kernels, NdArray in, int dim, boolean log, NdArray out) {
    Dims shape = in.shape();
    double[] values = ElementLoop.read(kernels, in);
    int d = shape.rank() == 0 ? 0 : ViewOp.wrap(dim, shape.rank());
    int size = shape.rank() == 0 ? 1 : shape.at(d);
    int step = shape.rank() == 0 ? 1 : Math.toIntExact(shape.slice(d + 1, shape.rank()).product());
    SoftmaxLoop loop = new SoftmaxLoop(values, log);
    for (int start = 0; start < values.length; start += size * step) {
      for (int i = 0; i < step; i++) loop.line(start + i, size, step);
    }
    ElementLoop.write(kernels, values, out);
  }

  private void line(int from, int size, int step) {
    int end = from + size * step;
    double max = Double.NEGATIVE_INFINITY;
    for (int i = from; i < end; i += step) max = Math.max(max, values[i]);
    double sum = 0;
    for (int i = from; i < end; i += step) sum += Math.exp(values[i] - max);
    double logSum = Math.log(sum);
    for (int i = from; i < end; i += step) {
      double shifted = values[i] - max;
      values[i] = log ? shifted - logSum : Math.exp(shifted) / sum;
    }
  }
}
