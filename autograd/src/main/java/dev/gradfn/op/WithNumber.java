package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Arithmetic with a number that is no tensor to anybody: aten's `add.Scalar` and its like, which
/// only PyTorch's own composites and formulas use.
public record WithNumber(Kind kind, Number other) implements Pointwise {
  public enum Kind {
    ADD("AddBackward1", new Add(1)),
    SUB("SubBackward1", new Sub(1)),
    MUL("MulBackward1", Binary.MUL),
    DIV("DivBackward1", Binary.DIV);

    private final String nodeName;
    private final Pointwise ofTensors;

    Kind(String nodeName, Pointwise ofTensors) {
      this.nodeName = nodeName;
      this.ofTensors = ofTensors;
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
  public DType resultType(DType promoted) {
    DType dtype = Calculation.withNumber(promoted, other);
    return kind == Kind.DIV ? Binary.DIV.resultType(dtype) : dtype;
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    NdArray number = Pointwise.scalar(DType.FLOAT64, kernels, other.doubleValue());
    kind.ofTensors.run(kernels, new NdArray[] {in[0], number}, out);
  }

  @Override
  public void save(Saver saver) {
    if (kind == Kind.MUL || kind == Kind.DIV) saver.value("other", other);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return switch (kind) {
      case ADD, SUB -> g;
      case MUL -> mul(g, other);
      case DIV -> div(g, other);
    };
  }
}
