package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.UnaryFunction;

/// Numbers in place of nan and the infinities; null: 0, and the largest numbers of the type.
public record NanToNum(Double nan, Double posinf, Double neginf) implements Calculation {
  @Override
  public String nodeName() {
    return "NanToNumBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    return Clone.PRESERVE.infer(inputs);
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    if (!out[0].dtype().isFloatingPoint()) {
      kernels.copy(in[0], out[0]);
      return;
    }
    double largest = largest(out[0].dtype());
    double above = posinf == null ? largest : posinf;
    double below = neginf == null ? -largest : neginf;
    double none = nan == null ? 0 : nan;
    UnaryFunction replaced =
        new UnaryFunction(
            "nan_to_num",
            x -> Float.isFinite(x) ? x : (float) replaced(x, none, above, below),
            x -> Double.isFinite(x) ? x : replaced(x, none, above, below));
    kernels.map(replaced, in[0], out[0]);
  }

  private static double replaced(double x, double nan, double above, double below) {
    return Double.isNaN(x) ? nan : x > 0 ? above : below;
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
