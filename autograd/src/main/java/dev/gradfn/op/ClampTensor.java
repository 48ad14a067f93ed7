package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.Arrays;
import java.util.Objects;

/// `self` between two tensors, each of which may be null: aten's `clamp.Tensor`.
public enum ClampTensor implements Calculation {
  CLAMP;

  @Override
  public String nodeName() {
    return "ClampBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    ArraySpec[] given = Arrays.stream(inputs).filter(Objects::nonNull).toArray(ArraySpec[]::new);
    return Calculation.super.infer(given);
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    DType dtype = out[0].dtype();
    NdArray x = Pointwise.converted(kernels, in[0], dtype);
    if (in[1] != null) {
      NdArray min = Pointwise.converted(kernels, in[1], dtype);
      kernels.zip(ElementaryPair.max(), x, min, out[0]);
      x = out[0];
    }
    if (in[2] != null) {
      NdArray max = Pointwise.converted(kernels, in[2], dtype);
      kernels.zip(ElementaryPair.min(), x, max, out[0]);
    }
  }

  @Override
  public void save(Saver saver) {
    saver.input("self", 0);
    saver.input("min", 1);
    saver.input("max", 2);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor self = saved.tensor("self");
    Tensor min = saved.tensor("min");
    Tensor max = saved.tensor("max");
    return switch (input) {
      case 0 -> ofSelf(g, self, min, max);
      case 1 -> {
        Tensor below = self.lt(min);
        yield Calculation.keep(g, max == null ? below : below.logicalAnd(min.lt(max)));
      }
      default -> {
        Tensor above = self.gt(max);
        yield Calculation.keep(g, min == null ? above : above.logicalOr(max.lt(min)));
      }
    };
  }

  private static Tensor ofSelf(Tensor g, Tensor self, Tensor min, Tensor max) {
    if (max == null) return Calculation.keep(g, self.ge(min));
    Tensor below = self.le(max);
    return Calculation.keep(g, min == null ? below : self.ge(min).logicalAnd(below));
  }
}
