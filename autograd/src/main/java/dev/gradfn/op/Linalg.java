package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Products of vectors, matrices and batches of matrices.
public sealed interface Linalg extends Op
    permits Product, AddMatrixProduct, Trilinear, Cross, FlashAttention {

  /// `x` with its last two dimensions exchanged.
  static Tensor transposed(Tensor x) {
    return x.dim() == 2 ? x.t() : x.transpose(1, 2);
  }

  static Tensor mm(Tensor x, Tensor y) {
    return Operations.apply(Product.MM, x, y);
  }

  /// The product of two vectors as a matrix.
  static Tensor outer(Tensor x, Tensor y) {
    return x.view(Dims.of(x.numel(), 1)).mul(y);
  }

  /// Saves shape and strides of input `i`, as PyTorch does for matrices; strides only where the
  /// gradient of that input is needed.
  static void saveLayout(Saver saver, String name, int i) {
    Dims strides = saver.needs(i) ? saver.spec(i).geometry().strides() : Dims.of();
    saver.value(name + "_sym_sizes", saver.spec(i).shape());
    saver.value(name + "_sym_strides", strides);
  }

  /// The type that matrix kernels compute in.
  static DType computing(DType dtype) {
    if (!dtype.isFloatingPoint()) return dtype;
    return dtype == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
  }

  static void requireSameType(ArraySpec x, ArraySpec y) {
    if (x.dtype() == y.dtype()) return;
    throw TorchException.runtime(
        "expected m1 and m2 to have the same dtype, but got: "
            + x.dtype().cppName()
            + " != "
            + y.dtype().cppName());
  }

  /// Runs a product of operands of rank 1 to 3 as one of matrices.
  static void multiply(KernelChain kernels, NdArray x, NdArray y, NdArray out) {
    NdArray left = x.rank() == 1 ? x.view(x.geometry().unsqueeze(0)) : x;
    NdArray right = y.rank() == 1 ? y.view(y.geometry().unsqueeze(1)) : y;
    NdArray result = out;
    if (y.rank() == 1) result = result.view(result.geometry().unsqueeze(out.rank()));
    if (x.rank() == 1) result = result.view(result.geometry().unsqueeze(0));
    if (left.shape().get(-1) == 0) kernels.fill(0, out);
    else kernels.matmul(left, right, result);
  }
}
