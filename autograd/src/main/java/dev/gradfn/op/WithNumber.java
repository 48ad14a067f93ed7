package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Arithmetic with a number that is no tensor to anybody: aten's `add.Scalar` and its like, which
/// only PyTorch's own composites use.
public record WithNumber(Kind kind, Number other) implements Pointwise {
  public enum Kind {
    ADD("AddBackward1", Add.function()),
    SUB("SubBackward1", Sub.function()),
    MUL("MulBackward1", Binary.MUL.function()),
    DIV("DivBackward1", Binary.DIV.function());

    private final String nodeName;
    private final BinaryFunction function;

    Kind(String nodeName, BinaryFunction function) {
      this.nodeName = nodeName;
      this.function = function;
    }
  }

  public static Tensor add(Tensor self, Number other) {
    return Operations.apply(new WithNumber(Kind.ADD, other), self);
  }

  public static Tensor sub(Tensor self, Number other) {
    return Operations.apply(new WithNumber(Kind.SUB, other), self);
  }

  public static Tensor mul(Tensor self, Number other) {
    return Operations.apply(new WithNumber(Kind.MUL, other), self);
  }

  public static Tensor div(Tensor self, Number other) {
    return Operations.apply(new WithNumber(Kind.DIV, other), self);
  }

  @Override
  public String nodeName() {
    return kind.nodeName;
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    NdArray number = Pointwise.scalar(out[0].dtype(), kernels, other.doubleValue());
    kernels.zip(kind.function, in[0], number, out[0]);
  }

  @Override
  public void save(Saver saver) {
    if (kind == Kind.MUL || kind == Kind.DIV) saver.value("other", other);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return switch (kind) {
      case ADD, SUB -> g;
      case MUL -> g.mul(other);
      case DIV -> g.div(other);
    };
  }
}
