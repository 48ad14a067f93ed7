package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Numbers in place of nan and the infinities; null: 0, and the largest numbers of the type.
public record NanToNum(Double nan, Double posinf, Double neginf) implements Calculation {
  private static final BinaryFunction NAN =
      new BinaryFunction("replace_nan", (x, r) -> x != x ? r : x, (x, r) -> x != x ? r : x);
  private static final BinaryFunction POSITIVE =
      new BinaryFunction(
          "replace_posinf",
          (x, r) -> x == Float.POSITIVE_INFINITY ? r : x,
          (x, r) -> x == Double.POSITIVE_INFINITY ? r : x);
  private static final BinaryFunction NEGATIVE =
      new BinaryFunction(
          "replace_neginf",
          (x, r) -> x == Float.NEGATIVE_INFINITY ? r : x,
          (x, r) -> x == Double.NEGATIVE_INFINITY ? r : x);

  @Override
  public String nodeName() {
    return "NanToNumBackward0";
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    if (!out[0].dtype().isFloatingPoint()) {
      kernels.copy(in[0], out[0]);
      return;
    }
    double largest = largest(out[0].dtype());
    // Infinities first: what replaces a nan may be one, and stays.
    replace(kernels, POSITIVE, in[0], posinf == null ? largest : posinf, out[0]);
    replace(kernels, NEGATIVE, out[0], neginf == null ? -largest : neginf, out[0]);
    replace(kernels, NAN, out[0], nan == null ? 0 : nan, out[0]);
  }

  private static void replace(
      KernelChain kernels, BinaryFunction f, NdArray x, double by, NdArray out) {
    kernels.zip(f, x, Pointwise.scalar(out.dtype(), kernels, by), out);
  }

  private static double largest(DType dtype) {
    return switch (dtype) {
      case FLOAT16 -> 65504;
      case BFLOAT16 -> 0x1.fep127;
      case FLOAT32 -> Float.MAX_VALUE;
      default -> Double.MAX_VALUE;
    };
  }

  @Override
  public void save(Saver saver) {
    saver.input("self", 0);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return g.mul(saved.tensor("self").isFinite());
  }
}
