package dev.gradfn.op;

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
import java.util.ArrayList;
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
    if (Prod.hasZero(x)) return stepByStep(g, x, d);
    return Cumsum.fromEnd(saved.tensor("result").mul(g), d).div(x);
  }

  /// Without dividing: for each element, the product of those before it, times the running products
  /// of those behind it, weighted by `g`.
  private static Tensor stepByStep(Tensor g, Tensor x, int d) {
    long size = x.shape().get(d);
    List<Tensor> gradients = new ArrayList<>();
    Tensor before = Tensor.ones(x.dtype(), x.device(), x.shape().with(d, 1));
    for (long i = 0; i < size; i++) {
      Tensor one = Tensor.ones(x.dtype(), x.device(), x.shape().with(d, 1));
      Tensor behind = Shapes.cat(List.of(one, x.slice(d, i + 1, size)), d);
      Tensor running = Operations.apply(new Cumprod(d, null), behind);
      Tensor sum = g.slice(d, i, size).mul(running).sum(Dims.of(d), true);
      gradients.add(before.mul(sum));
      before = before.mul(x.slice(d, i, i + 1));
    }
    return Shapes.cat(gradients, d);
  }
}
