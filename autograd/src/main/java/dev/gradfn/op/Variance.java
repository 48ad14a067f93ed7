package dev.gradfn.op;

import dev.gradfn.autograd.Indexing;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.autograd.Warnings;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.UnaryFunction;

/// Spread around the mean: aten's `var.correction`, `std.correction` and `var_mean.correction`. The
/// squares are divided by their number minus `correction` (null: 1).
public record Variance(Kind kind, Dims dim, Number correction, boolean keepdim)
    implements Reduction {

  private static final BinaryFunction SQUARED_DISTANCE =
      new BinaryFunction(
          "squared_distance", (x, y) -> (x - y) * (x - y), (x, y) -> (x - y) * (x - y));
  private static final UnaryFunction ROOT =
      new UnaryFunction("sqrt", x -> (float) Math.sqrt(x), Math::sqrt);

  /// What comes out.
  public enum Kind {
    VAR("Var"),
    STD("Std"),
    VAR_MEAN("VarMean"),
    STD_MEAN("StdMean");

    private final String name;

    Kind(String name) {
      this.name = name;
    }

    boolean isRoot() {
      return this == STD || this == STD_MEAN;
    }

    public boolean hasMean() {
      return this == VAR_MEAN || this == STD_MEAN;
    }
  }

  @Override
  public String nodeName() {
    return kind.name + "Backward0";
  }

  private ReducedDims dims(Dims shape) {
    return new ReducedDims(shape, dim, keepdim);
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    if (!inputs[0].dtype().isFloatingPoint()) {
      throw TorchException.runtime(
          (!kind.hasMean() ? "std and var" : kind.isRoot() ? "std_mean" : "var_mean")
              + " only support floating point and complex dtypes");
    }
    ReducedDims dims = dims(inputs[0].shape());
    warnOfFreedom(dims.count());
    Geometry geometry = Geometry.contiguous(dims.result());
    Result result = Result.fresh(new ArraySpec(inputs[0].dtype(), geometry));
    return kind.hasMean() ? new Result[] {result, result} : new Result[] {result};
  }

  private double freedom(long count) {
    return count - (correction == null ? 1 : correction.doubleValue());
  }

  private void warnOfFreedom(long count) {
    if (freedom(count) > 0) return;
    String who = kind.name().toLowerCase(java.util.Locale.ROOT);
    Warnings.warn(
        who
            + "(): degrees of freedom is <= 0. Correction should be strictly less than the reduction"
            + " factor (input numel divided by output numel).");
  }

  private double divisor(ReducedDims dims) {
    if (dims.count() == 0) return Double.NaN;
    double freedom = freedom(dims.count());
    return freedom > 0 ? freedom : 0;
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    ReducedDims dims = dims(in[0].shape());
    NdArray x = Pointwise.converted(kernels, in[0], Linalg.computing(in[0].dtype()));
    NdArray mean = NdArray.allocate(x.dtype(), dims.kept());
    kernels.sum(x, dims.count(), mean);
    NdArray centred = NdArray.allocate(x.dtype(), x.shape());
    kernels.zip(SQUARED_DISTANCE, x, mean, centred);
    NdArray variance = NdArray.allocate(x.dtype(), dims.kept());
    kernels.sum(centred, 1, variance);
    NdArray divisor = Pointwise.scalar(x.dtype(), kernels, divisor(dims));
    kernels.zip(Binary.DIV.function(), variance, divisor, variance);
    if (kind.isRoot()) kernels.map(ROOT, variance, variance);
    kernels.copy(variance, dims.kept(out[0]));
    if (kind.hasMean()) kernels.copy(mean, dims.kept(out[1]));
  }

  @Override
  public void save(Saver saver) {
    saver.value("correction", correction);
    saver.value("dim", dim);
    saver.value("keepdim", keepdim);
    saver.input("self", 0);
    if (kind.isRoot()) saver.output(kind.hasMean() ? "result0" : "result", 0);
  }

  @Override
  public Tensor[] gradients(Tensor[] g, Saved saved) {
    Tensor x = saved.tensor("self");
    ReducedDims dims = dims(x.shape());
    Tensor gradient = g[0] == null ? null : spread(ofVariance(g[0], saved), x, dims);
    if (kind.hasMean() && g[1] != null) {
      Tensor mean = dims.restore(g[1]).expand(x.shape()).div(dims.count());
      gradient = gradient == null ? mean : gradient.add(mean);
    }
    return new Tensor[] {gradient};
  }

  /// Infinity times the distance from the mean; of the default type, as PyTorch makes it.
  private static Tensor slopeWithoutFreedom(Tensor isMean) {
    Tensor nan = Tensor.full(DType.FLOAT32, isMean.device(), Dims.of(), Double.NaN);
    Tensor infinity = Tensor.full(DType.FLOAT32, isMean.device(), Dims.of(), 1 / 0.0);
    return Indexing.where(isMean, nan, infinity);
  }

  /// The gradient of the variance, given that of its root: 0 where the root is.
  private Tensor ofVariance(Tensor g, Saved saved) {
    if (!kind.isRoot()) return g;
    Tensor root = saved.tensor(kind.hasMean() ? "result0" : "result");
    return Operations.apply(Masking.UNLESS_ZERO, g.div(root.mul(2)), root);
  }

  private Tensor spread(Tensor g, Tensor x, ReducedDims dims) {
    boolean whole = dim == null || x.dim() == 0;
    boolean ofAll = whole || dim.rank() == 0;
    Tensor mean = Operations.apply(new Mean(ofAll ? null : dim, true, null), x);
    double freedom = freedom(dims.count());
    if (whole && !(freedom > 0)) return g.mul(slopeWithoutFreedom(x.eq(mean)));
    Tensor kept = x.dim() > 1 ? dims.restore(g) : g;
    return kept.mul(2 / freedom).mul(x.sub(mean));
  }
}
