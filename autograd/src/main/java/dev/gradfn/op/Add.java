package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// `self + alpha · other`.
public record Add(Number alpha) implements Pointwise {
  private static final BinaryFunction ADD =
      new BinaryFunction("add", (x, y) -> x + y, (x, y) -> x + y, (x, y) -> x + y);

  @Override
  public String nodeName() {
    return "AddBackward0";
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    DType dtype = out[0].dtype();
    NdArray x = Pointwise.converted(kernels, in[0], dtype);
    NdArray y = scaled(kernels, Pointwise.converted(kernels, in[1], dtype), alpha);
    kernels.zip(ADD, x, y, out[0]);
  }

  static BinaryFunction function() {
    return ADD;
  }

  static NdArray scaled(KernelChain kernels, NdArray y, Number alpha) {
    if (alpha.doubleValue() == 1) return y;
    NdArray scaled = NdArray.allocate(y.dtype(), y.shape());
    NdArray factor = Pointwise.scalar(y.dtype(), kernels, alpha.doubleValue());
    kernels.zip(Binary.MUL.function(), y, factor, scaled);
    return scaled;
  }

  static void requireWhole(DType dtype, Number alpha) {
    TorchException.check(
        dtype == DType.BOOL || !(alpha instanceof BoolNumber),
        () -> "Boolean alpha only supported for Boolean results.");
    boolean whole = !(alpha instanceof Double || alpha instanceof Float);
    TorchException.check(
        dtype.isFloatingPoint() || whole,
        () -> "For integral input tensors, argument alpha must not be a floating point number.");
  }

  @Override
  public DType resultType(DType promoted) {
    requireWhole(promoted, alpha);
    return promoted;
  }

  @Override
  public void save(Saver saver) {
    saver.value("alpha", alpha);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return input == 0 || alpha.doubleValue() == 1 ? g : g.mul(alpha);
  }
}
