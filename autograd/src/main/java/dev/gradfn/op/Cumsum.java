package dev.gradfn.op;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Running sums along `dim`: aten's `cumsum`.
///
/// @param dtype of the result; null: of the input, int64 for integers
/// @param backwards from the end on: the gradient of the other direction
public record Cumsum(int dim, DType dtype, boolean backwards) implements Reduction {
  @Override
  public String nodeName() {
    return "CumsumBackward0";
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
    BinaryFunction add = Add.function();
    kernels.fold(add, 0, backwards, Lines.along(dim, x), Lines.along(dim, out[0]));
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", (long) dim);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    if (g.numel() <= 1 || g.shape().get(ViewOp.wrap(dim, g.dim())) == 1) return g;
    return backwards ? Operations.apply(new Cumsum(dim, null, false), g) : fromEnd(g, dim);
  }

  /// Running sums along `dim` from the end on: one kernel, but PyTorch's three steps where they are
  /// recorded.
  static Tensor fromEnd(Tensor x, int dim) {
    if (!Autograd.isGradEnabled()) return Operations.apply(new Cumsum(dim, null, true), x);
    Flip flip = new Flip(Dims.of(dim));
    Tensor sums = Operations.apply(new Cumsum(dim, null, false), Operations.apply(flip, x));
    return Operations.apply(flip, sums);
  }
}
