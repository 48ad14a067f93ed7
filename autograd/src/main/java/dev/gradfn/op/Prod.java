package dev.gradfn.op;

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
import java.util.ArrayList;
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
    if (!hasZero(x)) return kept.mul(dims.restore(saved.tensor("result")).div(x));
    if (dim != null) return kept.mul(productsOfOthers(x, ViewOp.wrap(dim, x.dim())));
    Tensor others = productsOfOthers(x.reshape(x.numel()), 0);
    return kept.mul(others.reshape(x.shape()));
  }

  /// Whether dividing by the elements is no way to leave them out.
  static boolean hasZero(Tensor x) {
    if (x.device() == Device.META) return false;
    for (double value : x.toDoubleArray()) {
      if (value == 0) return true;
    }
    return false;
  }

  private static Tensor productsOfOthers(Tensor x, int d) {
    long size = x.shape().get(d);
    List<Tensor> products = new ArrayList<>();
    for (long i = 0; i < size; i++) {
      Tensor others = Shapes.cat(List.of(x.slice(d, 0, i), x.slice(d, i + 1, size)), d);
      products.add(Operations.apply(new Prod(d, true, null), others));
    }
    return Shapes.cat(products, d);
  }
}
