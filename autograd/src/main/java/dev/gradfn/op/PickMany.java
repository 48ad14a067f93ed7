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

/// Several elements of each line along `dim`: aten's `sort`, `topk`, `cummax` and `cummin`.
/// Results: values, indices. Sorting is always stable.
///
/// @param k how many, for [Kind#TOPK]
/// @param downwards the largest first
public record PickMany(Kind kind, int k, int dim, boolean downwards) implements Reduction {

  /// Which elements, in which order.
  public enum Kind {
    SORT("SortBackward0"),
    /// `sort.stable`, where the caller said whether it is to be stable.
    SORT_STABLE("SortBackward1"),
    TOPK("TopkBackward0"),
    CUMMAX("CummaxBackward0"),
    CUMMIN("CumminBackward0");

    private final String nodeName;

    Kind(String nodeName) {
      this.nodeName = nodeName;
    }

    private boolean isRunning() {
      return this == CUMMAX || this == CUMMIN;
    }
  }

  private LinePick pick() {
    return switch (kind) {
      case SORT, SORT_STABLE, TOPK -> Picks.sorted(downwards);
      case CUMMAX -> Picks.RUNNING_LARGEST;
      case CUMMIN -> Picks.RUNNING_SMALLEST;
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
    Geometry geometry = geometry(inputs[0].geometry());
    return new Result[] {
      Result.fresh(new ArraySpec(inputs[0].dtype(), geometry)),
      Result.fresh(new ArraySpec(DType.INT64, geometry))
    };
  }

  private Geometry geometry(Geometry input) {
    Dims shape = input.shape();
    int d = ViewOp.wrap(dim, shape.rank());
    if (kind.isRunning()) return Geometry.contiguous(shape);
    if (kind != Kind.TOPK) return Geometry.of(shape, Clone.preserved(input));
    long size = shape.rank() == 0 ? 1 : shape.get(d);
    if (k < 0 || k > size) {
      throw TorchException.runtime("selected index k out of range");
    }
    return Geometry.contiguous(shape.rank() == 0 ? shape : shape.with(d, k));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.pick(
        pick(), Lines.along(dim, in[0]), Lines.along(dim, out[0]), Lines.along(dim, out[1]));
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", (long) dim);
    saver.output("indices", 1);
    if (kind.isRunning()) saver.input("self", 0);
    else saver.value("self_sym_sizes", saver.spec(0).shape());
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Dims shape = saved.spec(0).shape();
    // PyTorch hands on the empty input itself, so that a second derivative by it exists.
    if (kind.isRunning() && shape.product() == 0) return saved.tensor("self");
    Tensor zeros = Tensor.zeros(g.dtype(), g.device(), shape);
    Tensor indices = saved.tensor("indices");
    return kind.isRunning() ? zeros.scatterAdd(dim, indices, g) : zeros.scatter(dim, indices, g);
  }
}
