package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.Locale;

/// The answers of a [Comparison], written over the numbers that were asked: unlike new answers they
/// have a gradient, of zeros.
///
/// @param ofNumber whether `other` is a number: aten's `eq_.Scalar`, which has no edge for it
public record ComparisonInPlace(Comparison question, boolean ofNumber) implements Calculation {
  @Override
  public String nodeName() {
    String name = question.name();
    return name.charAt(0)
        + name.substring(1).toLowerCase(Locale.ROOT)
        + (ofNumber ? "Backward0" : "Backward1");
  }

  @Override
  public int edgeCount(int inputs) {
    return ofNumber ? 1 : inputs;
  }

  @Override
  public DType resultType(DType promoted) {
    return question.resultType(promoted);
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    question.run(kernels, in, out);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return Tensor.zeros(g.dtype(), g.device(), g.shape());
  }
}
