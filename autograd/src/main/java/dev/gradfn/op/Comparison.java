package dev.gradfn.op;

import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.List;

/// Questions to two numbers. They are asked in the promoted type, the answers are bool.
public enum Comparison implements Calculation {
  EQ((x, y) -> x == y, (x, y) -> x == y),
  NE((x, y) -> x != y, (x, y) -> x != y),
  LT((x, y) -> x < y, (x, y) -> x < y),
  LE((x, y) -> x <= y, (x, y) -> x <= y),
  GT((x, y) -> x > y, (x, y) -> x > y),
  GE((x, y) -> x >= y, (x, y) -> x >= y),
  LOGICAL_AND((x, y) -> x != 0 && y != 0, (x, y) -> x != 0 && y != 0),
  LOGICAL_OR((x, y) -> x != 0 || y != 0, (x, y) -> x != 0 || y != 0),
  LOGICAL_XOR((x, y) -> (x != 0) != (y != 0), (x, y) -> (x != 0) != (y != 0));

  private interface OfReals {
    boolean holds(double x, double y);
  }

  private interface OfIntegers {
    boolean holds(long x, long y);
  }

  private final BinaryFunction function;

  Comparison(OfReals real, OfIntegers whole) {
    this.function =
        new BinaryFunction(
            name().toLowerCase(java.util.Locale.ROOT),
            (x, y) -> real.holds(x, y) ? 1 : 0,
            (x, y) -> real.holds(x, y) ? 1 : 0,
            (x, y) -> whole.holds(x, y) ? 1 : 0);
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

  private DType askedIn(NdArray[] in) {
    return ArraySpec.promote(
        List.of(
            new ArraySpec(in[0].dtype(), in[0].geometry()),
            new ArraySpec(in[1].dtype(), in[1].geometry())));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    DType dtype = askedIn(in);
    NdArray x = Pointwise.converted(kernels, in[0], dtype);
    NdArray y = Pointwise.converted(kernels, in[1], dtype);
    kernels.copy(Calculation.step(kernels, function, x, y, out[0]), out[0]);
  }
}
