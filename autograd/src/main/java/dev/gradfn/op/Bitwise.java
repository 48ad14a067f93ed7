package dev.gradfn.op;

import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Bit by bit, on integers and bool.
public enum Bitwise implements Calculation {
  AND("bitwise_and_cpu", new BinaryFunction("bitwise_and", null, null, (x, y) -> x & y)),
  OR("bitwise_or_cpu", new BinaryFunction("bitwise_or", null, null, (x, y) -> x | y)),
  XOR("bitwise_xor_cpu", new BinaryFunction("bitwise_xor", null, null, (x, y) -> x ^ y)),
  NOT("bitwise_not_cpu", XOR.function);

  private final String kernelName;
  private final BinaryFunction function;

  Bitwise(String kernelName, BinaryFunction function) {
    this.kernelName = kernelName;
    this.function = function;
  }

  /// Never recorded.
  @Override
  public String nodeName() {
    return name();
  }

  @Override
  public DType resultType(DType promoted) {
    if (!promoted.isFloatingPoint()) return promoted;
    throw KernelTypes.refused(kernelName, promoted);
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    DType dtype = out[0].dtype();
    NdArray x = Pointwise.converted(kernels, in[0], dtype);
    NdArray y = this == NOT ? allBits(kernels, dtype) : Pointwise.converted(kernels, in[1], dtype);
    kernels.zip(function, x, y, out[0]);
  }

  private static NdArray allBits(KernelChain kernels, DType dtype) {
    if (dtype == DType.BOOL) return Pointwise.scalar(dtype, kernels, 1);
    if (dtype == DType.UINT8) return Pointwise.scalar(dtype, kernels, 255);
    return Pointwise.scalar(dtype, kernels, -1);
  }
}
