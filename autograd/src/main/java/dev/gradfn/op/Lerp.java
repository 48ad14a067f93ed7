package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.Locale;

/// `self + weight · (end − self)`.
///
/// @param weight a number, or null: the third input
public record Lerp(Number weight) implements Calculation {
  /// The share of `self`; with the share of `end` the sum is exact at both ends.
  private static final BinaryFunction START_SHARE =
      new BinaryFunction("lerp_start", (x, w) -> x * (1 - w), (x, w) -> x * (1 - w));

  @Override
  public String nodeName() {
    return weight == null ? "LerpBackward1" : "LerpBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    for (ArraySpec input : inputs) {
      if (input.dtype() == inputs[0].dtype()) continue;
      throw TorchException.runtime(
          "expected dtype " + typeName(inputs[0]) + " for `end` but got dtype " + typeName(input));
    }
    KernelTypes.requireFloating(
        weight == null ? "lerp_kernel_tensor" : "lerp_kernel_scalar", inputs[0].dtype());
    return Calculation.super.infer(inputs);
  }

  /// `float`, as C++ calls it.
  private static String typeName(ArraySpec input) {
    return input.dtype().scalarType().toLowerCase(Locale.ROOT);
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    DType dtype = Calculation.precise(out[0].dtype());
    NdArray w =
        weight == null
            ? Pointwise.converted(kernels, in[2], dtype)
            : Pointwise.scalar(dtype, kernels, weight.doubleValue());
    NdArray self = Pointwise.converted(kernels, in[0], dtype);
    NdArray end = Pointwise.converted(kernels, in[1], dtype);
    NdArray first = Calculation.step(kernels, START_SHARE, self, w, out[0]);
    NdArray second = Calculation.step(kernels, Binary.MUL.function(), end, w, out[0]);
    if (dtype == out[0].dtype()) kernels.zip(Add.function(), first, second, out[0]);
    else kernels.copy(Calculation.step(kernels, Add.function(), first, second, out[0]), out[0]);
  }

  @Override
  public void save(Saver saver) {
    if (weight != null) {
      saver.value("weight", weight);
      return;
    }
    saver.inputIf(saver.needs(2), "self", 0);
    saver.inputIf(saver.needs(2), "end", 1);
    saver.input("weight", 2);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    if (input == 2) return g.mul(saved.tensor("end").sub(saved.tensor("self")));
    if (weight != null) return g.mul(input == 1 ? weight : 1 - weight.doubleValue());
    Tensor w = saved.tensor("weight");
    return g.mul(input == 1 ? w : Calculation.rest(w));
  }
}
