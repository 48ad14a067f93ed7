package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// `exp(x)` divided by its sum along `dim`, or the logarithm of that.
public record Softmax(Kind kind, int dim) implements Gated {
  public enum Kind {
    PLAIN("SoftmaxBackward0", "softmax"),
    LOG("LogSoftmaxBackward0", "log_softmax"),
    /// Zeros where all elements are −∞: attention that sees nothing.
    SAFE("SafeSoftmaxBackward0", "softmax");

    private final String nodeName;
    private final String kernel;

    Kind(String nodeName, String kernel) {
      this.nodeName = nodeName;
      this.kernel = kernel;
    }
  }

  @Override
  public String nodeName() {
    return kind.nodeName;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    int rank = Math.max(inputs[0].rank(), 1);
    boolean last = ViewOp.wrap(dim, rank) == rank - 1;
    if (!inputs[0].dtype().isFloatingPoint() && inputs[0].shape().product() > 0) {
      throw TorchException.notImplemented(
          "\""
              + (last ? kind.kernel + "_lastdim" : "softmax")
              + "_kernel_impl"
              + "\" not implemented for '"
              + inputs[0].dtype().scalarType()
              + "'");
    }
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(inputs[0].shape())));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    Dims shape = in[0].rank() == 0 ? Dims.of(1) : in[0].shape();
    int along = ViewOp.wrap(dim, shape.rank());
    boolean mayBeWhole = kind != Kind.LOG && in[0].rank() > 0;
    if (mayBeWhole && kernels.softmax(along, in[0], out[0])) return;
    double[] values = ElementLoop.read(kernels, in[0]);
    int size = shape.at(along);
    int step = Math.toIntExact(shape.slice(along + 1, shape.rank()).product());
    for (int start = 0; start < values.length; start += size * step) {
      for (int i = 0; i < step; i++) line(values, start + i, size, step);
    }
    ElementLoop.write(kernels, values, out[0]);
  }

  /// The largest element is taken off first, so that nothing overflows.
  private void line(double[] values, int from, int size, int step) {
    int end = from + size * step;
    double max = Double.NEGATIVE_INFINITY;
    for (int i = from; i < end; i += step) max = Math.max(max, values[i]);
    if (kind == Kind.SAFE && max == Double.NEGATIVE_INFINITY) {
      for (int i = from; i < end; i += step) values[i] = 0;
      return;
    }
    double sum = 0;
    for (int i = from; i < end; i += step) sum += Math.exp(values[i] - max);
    double logSum = Math.log(sum);
    for (int i = from; i < end; i += step) {
      double shifted = values[i] - max;
      values[i] = kind == Kind.LOG ? shifted - logSum : Math.exp(shifted) / sum;
    }
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", (long) dim);
    saver.output("result", 0);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor y = saved.tensor("result");
    if (kind == Kind.LOG) return g.sub(y.exp().mul(g.sum(Dims.of(dim), true)));
    Tensor weighted = g.mul(y);
    return weighted.sub(y.mul(weighted.sum(Dims.of(dim), true)));
  }
}
