package dev.gradfn.op;

import dev.gradfn.core.DType;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.UnaryFunction;

/// Questions to one number; the answers are bool.
public enum Predicate implements Calculation {
  IS_NAN(new UnaryFunction("isnan", x -> x != x ? 1 : 0, x -> x != x ? 1 : 0, _ -> 0)),
  IS_INF(
      new UnaryFunction(
          "isinf", x -> Float.isInfinite(x) ? 1 : 0, x -> Double.isInfinite(x) ? 1 : 0, _ -> 0)),
  IS_FINITE(
      new UnaryFunction(
          "isfinite", x -> Float.isFinite(x) ? 1 : 0, x -> Double.isFinite(x) ? 1 : 0, _ -> 1)),
  LOGICAL_NOT(
      new UnaryFunction(
          "logical_not", x -> x == 0 ? 1 : 0, x -> x == 0 ? 1 : 0, x -> x == 0 ? 1 : 0));

  private final UnaryFunction function;

  Predicate(UnaryFunction function) {
    this.function = function;
  }

  /// Never recorded.
  @Override
  public String nodeName() {
    return name();
  }

  @Override
  public DType resultType(DType promoted) {
    return DType.BOOL;
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    NdArray answers = NdArray.allocate(in[0].dtype(), in[0].shape());
    kernels.map(function, in[0], answers);
    kernels.copy(answers, out[0]);
  }
}
