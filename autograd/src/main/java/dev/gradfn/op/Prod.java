package dev.gradfn.op;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.Arrays;
import java.util.List;

/// The product along `dim`: aten's `prod.dim_int`, or `prod` where `dim` is null.
///
/// @param dtype of the result; null: of the input, int64 for integers
public record Prod(Integer dim, boolean keepdim, DType dtype) implements Reduction {
  @Override
  public String nodeName() {
    return dim == null ? "ProdBackward0" : "ProdBackward1";
  }

  private ReducedDims dims(Dims shape) {
    return new ReducedDims(shape, dim == null ? null : Dims.of(dim), keepdim);
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    DType type = dtype == null ? Reduction.sumType(inputs[0]) : dtype;
    return Result.of(new ArraySpec(type, Geometry.contiguous(dims(inputs[0].shape()).result())));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    NdArray x = Pointwise.converted(kernels, in[0], out[0].dtype());
    BinaryFunction times = Binary.MUL.function();
    NdArray lines = dims(x.shape()).lines(kernels, x);
    kernels.fold(times, 1, false, lines, ReducedDims.column(out[0]));
  }

  @Override
  public void save(Saver saver) {
    if (dim != null) {
      saver.value("dim", (long) dim);
      saver.value("keepdim", keepdim);
    }
    saver.output("result", 0);
    saver.input("self", 0);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor x = saved.tensor("self");
    if (x.dim() == 0) return g;
    ReducedDims dims = dims(x.shape());
    Tensor kept = dims.restore(g);
    long zeros = countZeros(x);
    if (zeros == 0) return kept.mul(dims.restore(saved.tensor("result")).div(x));
    if (dim != null) return withoutDividing(kept, x, ViewOp.wrap(dim, x.dim()));
    if (zeros > 1 && !Autograd.isGradEnabled())
      return Tensor.zeros(x.dtype(), x.device(), x.shape());
    return withoutDividing(g, x.contiguous().view(-1), 0).view(x.shape());
  }

  /// How many elements there are by which one cannot divide to leave them out.
  static long countZeros(Tensor x) {
    if (x.device() == Device.META) return 0;
    return Arrays.stream(x.toDoubleArray()).filter(value -> value == 0).count();
  }

  /// For each element the product of those before it, times that of those behind it.
  private static Tensor withoutDividing(Tensor g, Tensor x, int d) {
    long size = x.shape().get(d);
    if (size == 1) return g;
    Tensor one = Tensor.ones(x.dtype(), x.device(), x.shape().with(d, 1));
    Tensor before = runningProduct(one, x.slice(d, 0, size - 1), d);
    Tensor behind = runningProduct(one, x.slice(d, 1, size).flip(Dims.of(d)), d);
    return g.mul(before.mul(behind.flip(Dims.of(d))));
  }

  private static Tensor runningProduct(Tensor first, Tensor others, int d) {
    return Operations.apply(new Cumprod(d, null), Shapes.cat(List.of(first, others), d));
  }
}
