package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Arithmetic beyond the four operations: the pointwise operations of the math library, rounding,
/// bounds, comparisons.
public sealed interface Calculation extends Pointwise
    permits Elementary,
        ElementaryPair,
        Comparison,
        ComparisonInPlace,
        Predicate,
        Bitwise,
        Rsub,
        PowTensor,
        PowScalar,
        DivMode,
        NotDifferentiable,
        Clamp,
        ClampTensor,
        RoundDecimals,
        NanToNum,
        AddProduct,
        Lerp {

  /// No gradient, as zeros: the function is flat.
  static Tensor flat(Tensor g) {
    return Tensor.zeros(g.dtype(), g.device(), g.shape());
  }

  /// `g` where `mask` is true, else 0, even where `g` is infinite.
  static Tensor keep(Tensor g, Tensor mask) {
    return Operations.apply(ElementaryPair.KEEP_WHERE, g, mask);
  }

  /// `g`, but 0 where `mask` is true.
  static Tensor unless(Tensor mask, Tensor g) {
    return Operations.apply(ElementaryPair.ZERO_WHERE, mask, g);
  }

  /// `1 − x`.
  static Tensor rest(Tensor x) {
    return Tensor.number(1).sub(x);
  }

  /// The type in which several steps are computed, so that 16 bits are rounded to once.
  static DType precise(DType dtype) {
    boolean halves = dtype == DType.FLOAT16 || dtype == DType.BFLOAT16;
    return halves ? DType.FLOAT32 : dtype;
  }

  /// Runs a kernel that may divide integers by 0.
  static void dividing(Runnable kernel) {
    try {
      kernel.run();
    } catch (ArithmeticException e) {
      throw TorchException.runtime("ZeroDivisionError");
    }
  }

  /// A step on the way to `out`: a new array with the shape of `out` and the type of `x`.
  static NdArray step(KernelChain kernels, BinaryFunction f, NdArray x, NdArray y, NdArray out) {
    NdArray result = NdArray.allocate(x.dtype(), out.shape());
    kernels.zip(f, x, y, result);
    return result;
  }

  /// The type when a number joins a tensor.
  static DType withNumber(DType dtype, Number number) {
    if (number == null || number instanceof BoolNumber) return dtype;
    boolean whole = !(number instanceof Double || number instanceof Float);
    DType.Category category = whole ? DType.Category.INTEGER : DType.Category.FLOATING;
    if (category.compareTo(dtype.category()) <= 0) return dtype;
    return whole ? DType.INT64 : DType.FLOAT32;
  }
}
