package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.LinePick;
import dev.gradfn.core.NdArray;

/// One element of each line along `dim`: aten's `max.dim`, `min.dim`, `median.dim` and `kthvalue`.
/// Results: values, indices.
///
/// @param k which, from 1, for the k-th smallest; else 0
public record PickOne(Kind kind, int k, int dim, boolean keepdim) implements Reduction {

  /// Which element.
  public enum Kind {
    MAX("MaxBackward0"),
    MIN("MinBackward0"),
    MEDIAN("MedianBackward1"),
    KTH("KthvalueBackward0");

    private final String nodeName;

    Kind(String nodeName) {
      this.nodeName = nodeName;
    }
  }

  private LinePick pick() {
    return switch (kind) {
      case MAX -> Picks.FIRST_LARGEST;
      case MIN -> Picks.FIRST_SMALLEST;
      case MEDIAN -> Picks.MEDIAN;
      case KTH -> Picks.kth(k);
    };
  }

  @Override
  public String nodeName() {
    return kind.nodeName;
  }

  @Override
  public boolean isDifferentiable(int output) {
    return output == 0;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Dims shape = inputs[0].shape();
    int d = ViewOp.wrap(dim, shape.rank());
    long size = shape.rank() == 0 ? 1 : shape.get(d);
    if (size == 0) {
      String name = kind == Kind.KTH ? "kthvalue" : kind.name().toLowerCase(java.util.Locale.ROOT);
      throw TorchException.index(
          name + "(): Expected reduction dim " + d + " to have non-zero size.");
    }
    if (kind == Kind.KTH && (k < 1 || k > size)) {
      throw TorchException.runtime("kthvalue(): selected number k out of range for dimension " + d);
    }
    if (kind == Kind.MEDIAN) KernelTypes.requireNumber("median_out", inputs[0].dtype());
    if (kind == Kind.KTH) KernelTypes.requireNumber("kthvalue_cpu", inputs[0].dtype());
    Geometry geometry = Geometry.contiguous(new ReducedDims(shape, Dims.of(d), keepdim).result());
    return new Result[] {
      Result.fresh(new ArraySpec(inputs[0].dtype(), geometry)),
      Result.fresh(new ArraySpec(DType.INT64, geometry))
    };
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    Dims shape = in[0].shape();
    kernels.pick(
        pick(),
        Lines.along(dim, in[0]),
        Lines.reduced(dim, shape, out[0]),
        Lines.reduced(dim, shape, out[1]));
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", (long) dim);
    saver.output("indices", 1);
    saver.value("keepdim", keepdim);
    saver.value("self_sym_sizes", saver.spec(0).shape());
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Dims shape = saved.spec(0).shape();
    ReducedDims dims = new ReducedDims(shape, Dims.of(dim), keepdim);
    Tensor indices = dims.restore(saved.tensor("indices"));
    return Tensor.zeros(g.dtype(), g.device(), shape).scatter(dim, indices, dims.restore(g));
  }
}
