package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// `self` to the power of a number: aten's `pow.Tensor_Scalar`.
public record Pow(Number exponent) implements Pointwise {
  private static final BinaryFunction POW =
      new BinaryFunction(
          "pow", (x, y) -> (float) power(x, y), Pow::power, (x, y) -> integerPower(x, y));

  static BinaryFunction function() {
    return POW;
  }

  /// As in C, ±1 stay 1 even where the exponent is infinite, and 1 where it is nan.
  private static double power(double x, double y) {
    if (x == 1 || (x == -1 && Double.isInfinite(y))) return 1;
    return Math.pow(x, y);
  }

  /// Wraps around like multiplication. A negative power is a fraction, cut off.
  private static long integerPower(long x, long y) {
    if (y < 0) return x == 1 ? 1 : x == -1 ? ((y & 1) == 0 ? 1 : -1) : 0;
    long power = 1;
    for (long rest = y; rest > 0; rest >>= 1) {
      if ((rest & 1) == 1) power *= x;
      x *= x;
    }
    return power;
  }

  @Override
  public String nodeName() {
    return "PowBackward0";
  }

  /// A whole number keeps integers integers.
  @Override
  public DType resultType(DType promoted) {
    if (promoted.isFloatingPoint()) return promoted;
    if (exponent instanceof Double || exponent instanceof Float) return DType.FLOAT32;
    if (exponent.longValue() < 0) {
      throw TorchException.runtime("Integers to negative integer powers are not allowed.");
    }
    return promoted == DType.BOOL ? DType.INT64 : promoted;
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    double power = exponent.doubleValue();
    NdArray x = Pointwise.converted(kernels, in[0], out[0].dtype());
    // The root of −0 is −0, its power is +0: PyTorch takes roots.
    if (power == 0.5) Unary.SQRT.run(kernels, in, out);
    else if (power == -0.5) Unary.RSQRT.run(kernels, in, out);
    else if (power == 2) kernels.zip(Binary.MUL.function(), x, x, out[0]);
    else kernels.zip(POW, x, Pointwise.scalar(x.dtype(), kernels, power), out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.input("self", 0);
    saver.value("exponent", exponent);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    double power = exponent.doubleValue();
    if (power == 0) return Calculation.flat(g);
    Tensor x = saved.tensor("self");
    return g.mul(WithNumber.mul(x.pow(power - 1), power));
  }
}
