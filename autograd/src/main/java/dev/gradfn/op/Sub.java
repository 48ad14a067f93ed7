package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// `self − alpha · other`.
public record Sub(Number alpha) implements Pointwise {
  private static final BinaryFunction SUB =
      new BinaryFunction("sub", (x, y) -> x - y, (x, y) -> x - y, (x, y) -> x - y);

  static BinaryFunction function() {
    return SUB;
  }

  @Override
  public String nodeName() {
    return "SubBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    boolean x = inputs[0].dtype() == DType.BOOL;
    boolean y = inputs[1].dtype() == DType.BOOL;
    if (x && y) {
      throw TorchException.runtime(
          "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or"
              + " `logical_xor()` operator instead.");
    }
    if (x || y) {
      throw TorchException.runtime(
          "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to"
              + " invert a mask, use the `~` or `logical_not()` operator instead.");
    }
    Result[] result = Pointwise.super.infer(inputs);
    Add.requireWhole(result[0].spec().dtype(), alpha);
    return result;
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    DType dtype = out[0].dtype();
    NdArray x = Pointwise.converted(kernels, in[0], dtype);
    NdArray y = Add.scaled(kernels, Pointwise.converted(kernels, in[1], dtype), alpha);
    kernels.zip(SUB, x, y, out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.value("alpha", alpha);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    if (input == 0) return g;
    return alpha.doubleValue() == 1 ? g.neg() : g.neg().mul(alpha);
  }
}
