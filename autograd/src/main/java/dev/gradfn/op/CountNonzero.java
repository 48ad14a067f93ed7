package dev.gradfn.op;

import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.UnaryFunction;

/// What the number of elements that are not 0 says: aten's `count_nonzero`, `any` and `all`.
///
/// @param dim null or empty for all
public record CountNonzero(Kind kind, Dims dim, boolean keepdim) implements Reduction {

  /// What is said.
  public enum Kind {
    COUNT,
    ANY,
    ALL
  }

  private static final UnaryFunction IS_POSITIVE =
      new UnaryFunction("is_positive", x -> x > 0 ? 1 : 0, x -> x > 0 ? 1 : 0, x -> x > 0 ? 1 : 0);
  private static final UnaryFunction IS_ZERO =
      new UnaryFunction("is_zero", x -> x == 0 ? 1 : 0, x -> x == 0 ? 1 : 0, x -> x == 0 ? 1 : 0);

  @Override
  public String nodeName() {
    return "CountNonzeroBackward0";
  }

  private ReducedDims dims(Dims shape) {
    return new ReducedDims(shape, dim, keepdim);
  }

  /// `any` and `all` of uint8 stay uint8, for old times' sake.
  private DType type(DType input) {
    if (kind == Kind.COUNT) return DType.INT64;
    return input == DType.UINT8 ? DType.UINT8 : DType.BOOL;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Geometry geometry = Geometry.contiguous(dims(inputs[0].shape()).result());
    return Result.of(new ArraySpec(type(inputs[0].dtype()), geometry));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    NdArray truth = NdArray.allocate(DType.INT64, in[0].shape());
    kernels.copy(Pointwise.converted(kernels, in[0], DType.BOOL), truth);
    if (kind == Kind.ALL) kernels.map(IS_ZERO, truth, truth);
    NdArray kept = dims(in[0].shape()).kept(out[0]);
    NdArray count = NdArray.allocate(DType.INT64, kept.shape());
    kernels.sum(truth, 1, count);
    if (kind == Kind.ANY) kernels.map(IS_POSITIVE, count, count);
    if (kind == Kind.ALL) kernels.map(IS_ZERO, count, count);
    kernels.copy(count, kept);
  }
}
