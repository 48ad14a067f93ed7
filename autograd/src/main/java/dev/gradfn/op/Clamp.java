package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// `self` between two numbers, each of which may be absent.
///
/// @param row which of aten's overloads
public record Clamp(Row row, Number min, Number max) implements Calculation {
  public enum Row {
    CLAMP("ClampBackward1"),
    CLAMP_MIN("ClampMinBackward0"),
    CLAMP_MAX("ClampMaxBackward0");

    private final String nodeName;

    Row(String nodeName) {
      this.nodeName = nodeName;
    }
  }

  @Override
  public String nodeName() {
    return row.nodeName;
  }

  @Override
  public DType resultType(DType promoted) {
    return Calculation.withNumber(Calculation.withNumber(promoted, min), max);
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    DType dtype = out[0].dtype();
    NdArray x = Pointwise.converted(kernels, in[0], dtype);
    if (min != null) {
      NdArray bound = Pointwise.scalar(dtype, kernels, min.doubleValue());
      kernels.zip(ElementaryPair.max(), x, bound, out[0]);
      x = out[0];
    }
    if (max != null) {
      NdArray bound = Pointwise.scalar(dtype, kernels, max.doubleValue());
      kernels.zip(ElementaryPair.min(), x, bound, out[0]);
    }
  }

  @Override
  public void save(Saver saver) {
    saver.input("self", 0);
    if (row != Row.CLAMP_MAX) saver.value("min", min);
    if (row != Row.CLAMP_MIN) saver.value("max", max);
  }

  /// Passes on the bounds.
  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor self = saved.tensor("self");
    if (max == null) return Calculation.keep(g, self.ge(min));
    Tensor below = self.le(max);
    return Calculation.keep(g, min == null ? below : self.ge(min).logicalAnd(below));
  }
}
