package dev.gradfn.op;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Indexing;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.List;

/// Running products along `dim`: aten's `cumprod`.
///
/// @param dtype of the result; null: of the input, int64 for integers
public record Cumprod(int dim, DType dtype) implements Reduction {
  @Override
  public String nodeName() {
    return "CumprodBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    ViewOp.wrap(dim, inputs[0].rank());
    DType type = dtype == null ? Reduction.sumType(inputs[0]) : dtype;
    return Result.of(new ArraySpec(type, Geometry.contiguous(inputs[0].shape())));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    NdArray x = Pointwise.converted(kernels, in[0], out[0].dtype());
    BinaryFunction times = Binary.MUL.function();
    kernels.fold(times, 1, false, Lines.along(dim, x), Lines.along(dim, out[0]));
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", (long) dim);
    saver.output("result", 0);
    saver.input("self", 0);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor x = saved.tensor("self");
    if (x.numel() <= 1) return g;
    int d = ViewOp.wrap(dim, x.dim());
    if (x.shape().get(d) == 1) return g;
    if (Prod.countZeros(x) > 0) {
      return Autograd.isGradEnabled()
          ? stepByStep(g, x, d)
          : aroundFirstZeros(g, x, saved.tensor("result"), d);
    }
    return Cumsum.fromEnd(saved.tensor("result").mul(g), d).div(x);
  }

  /// In one go, but not to be differentiated. Before the first zero of a line one may divide. At
  /// it, the gradient is the product of all before it, times the running products behind it up to
  /// the second zero, weighted by `g`. Behind it every product has a factor 0.
  private static Tensor aroundFirstZeros(Tensor g, Tensor x, Tensor result, int d) {
    Tensor none = Tensor.zeros(x.dtype(), x.device(), x.shape());
    Tensor zerosSoFar = Operations.apply(new Cumsum(d, null, false), x.eq(0));
    Tensor isBefore = zerosSoFar.eq(0);
    Tensor reached = Indexing.where(isBefore, result.mul(g), none);
    Tensor divided = Cumsum.fromEnd(reached, d).div(x);
    Tensor isUpToSecond = zerosSoFar.eq(1);
    Tensor isFirst = isUpToSecond.logicalAnd(x.eq(0));
    Tensor ones = Tensor.ones(x.dtype(), x.device(), x.shape());
    Tensor isBehind = isUpToSecond.logicalAnd(isFirst.logicalNot());
    Tensor running = Operations.apply(new Cumprod(d, null), Indexing.where(isBehind, x, ones));
    Tensor weighted = running.mul(Indexing.where(isUpToSecond, g, none)).sum(Dims.of(d), true);
    Tensor first = Tensor.ones(x.dtype(), x.device(), x.shape().with(d, 1));
    Tensor previous = Shapes.cat(List.of(first, result.slice(d, 0, x.shape().get(d) - 1)), d);
    Tensor atFirst = Indexing.where(isFirst, weighted.mul(previous), none);
    return Indexing.where(isBefore, divided, atFirst);
  }

  /// To be differentiated: for each element, the product of those before it, times the running
  /// products of those behind it, weighted by `g`.
  private static Tensor stepByStep(Tensor g, Tensor x, int d) {
    long size = x.shape().get(d);
    Tensor gradients = Tensor.zeros(g.dtype(), g.device(), x.shape());
    for (long i = 0; i < size; i++) {
      Tensor others = productsWithout(i, x, d);
      Tensor sum = g.slice(d, i, size).mul(others).sum(Dims.of(d), false);
      gradients.select(d, i).copy_(sum);
    }
    return gradients;
  }

  /// The running products from element `i` on, as if that one were 1.
  private static Tensor productsWithout(long i, Tensor x, int d) {
    long size = x.shape().get(d);
    Tensor before =
        i == 0
            ? Tensor.ones(x.dtype(), x.device(), x.shape().with(d, 1))
            : Operations.apply(new Prod(d, true, null), x.slice(d, 0, i));
    if (i == size - 1) return before;
    Tensor running = Operations.apply(new Cumprod(d, null), x.slice(d, i + 1, size));
    Tensor behind = i == 0 ? running : before.expand(running.shape()).mul(running);
    return Shapes.cat(List.of(before, behind), d);
  }
}
