package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// `(Σ |x|^ord)^(1/ord)` over `dim` (null: all): aten's `linalg_vector_norm`. Order 0 counts what
/// is not 0; ±∞ is the largest or smallest absolute value.
///
/// @param dtype of the result; null: of the input
public record VectorNorm(Number ord, Dims dim, boolean keepdim, DType dtype) implements Reduction {
  private static final BinaryFunction ABS_POWER =
      new BinaryFunction(
          "abs_power", (x, p) -> (float) power(Math.abs(x), p), (x, p) -> power(Math.abs(x), p));
  private static final BinaryFunction POWER =
      new BinaryFunction("pow", (x, p) -> (float) Math.pow(x, p), Math::pow);

  private static double power(double x, double p) {
    if (p == 0) return x == 0 ? 0 : 1;
    return p == 1 ? x : p == 2 ? x * x : Math.pow(x, p);
  }

  @Override
  public String nodeName() {
    return "LinalgVectorNormBackward0";
  }

  private ReducedDims dims(Dims shape) {
    return new ReducedDims(shape, dim, keepdim);
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    DType type = dtype == null ? inputs[0].dtype() : dtype;
    if (!type.isFloatingPoint()) {
      throw TorchException.runtime(
          "linalg.vector_norm: Expected a floating point or complex tensor as input. Got "
              + type.scalarType());
    }
    return Result.of(new ArraySpec(type, Geometry.contiguous(dims(inputs[0].shape()).result())));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    double p = ord.doubleValue();
    DType type = Linalg.computing(out[0].dtype());
    NdArray x = dims(in[0].shape()).lines(kernels, Pointwise.converted(kernels, in[0], type));
    NdArray norm = NdArray.allocate(type, Dims.of(x.shape().get(0), 1));
    NdArray powers = NdArray.allocate(type, x.shape());
    boolean infinite = Double.isInfinite(p);
    kernels.zip(ABS_POWER, x, Pointwise.scalar(type, kernels, infinite ? 1 : p), powers);
    if (infinite && x.shape().get(1) > 0) kernels.pick(Picks.first(p > 0), powers, norm, null);
    else kernels.sum(powers, 1, norm);
    if (!infinite && p != 0 && p != 1) {
      kernels.zip(POWER, norm, Pointwise.scalar(type, kernels, 1 / p), norm);
    }
    kernels.copy(norm, ReducedDims.column(out[0]));
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", dim);
    saver.value("keepdim", keepdim);
    saver.value("ord", ord);
    saver.output("result", 0);
    saver.input("self", 0);
  }

  @Override
  public Tensor gradient(int input, Tensor gradient, Saved saved) {
    Tensor x = saved.tensor("self");
    ReducedDims dims = dims(x.shape());
    Tensor g = dims.restore(gradient);
    Tensor norm = dims.restore(saved.tensor("result"));
    double p = ord.doubleValue();
    if (p == 0) return null;
    if (p == 1) return g.mul(Masking.sign(x));
    if (p == 2) return g.mul(unlessZero(x.div(norm), norm));
    if (Double.isInfinite(p)) return ofExtreme(g, x, norm, dims);
    Tensor absolute = x.abs();
    if (p < 1) {
      Tensor scaled = Masking.sign(x).mul(unlessZero(absolute.pow(p - 1), x));
      return scaled.mul(g).mul(norm.pow(1 - p));
    }
    Tensor scale = unlessZero(g.div(norm.pow(p - 1)), norm);
    if (p < 2) return Masking.sign(x).mul(absolute.pow(p - 1)).mul(scale);
    return x.mul(absolute.pow(p - 2)).mul(scale);
  }

  private static Tensor unlessZero(Tensor x, Tensor mask) {
    return Operations.apply(Masking.UNLESS_ZERO, x, mask);
  }

  /// The elements that are as large as the norm share the gradient.
  private static Tensor ofExtreme(Tensor g, Tensor x, Tensor norm, ReducedDims dims) {
    Tensor mask = Operations.apply(Masking.SAME, x.abs(), norm);
    return Masking.sign(x).mul(g.div(dims.sum(mask)).mul(mask));
  }
}
