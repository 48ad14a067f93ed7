package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// `self + value · tensor1 · tensor2`, or with a division: aten's `addcmul` and `addcdiv`.
public record AddProduct(boolean divides, Number value) implements Calculation {
  @Override
  public String nodeName() {
    return divides ? "AddcdivBackward0" : "AddcmulBackward0";
  }

  @Override
  public DType resultType(DType promoted) {
    if (!divides || promoted.isFloatingPoint()) return promoted;
    throw TorchException.runtime(
        "Integer division with addcdiv is no longer supported, and in a future  release addcdiv"
            + " will perform a true division of tensor1 and tensor2. The historic addcdiv behavior"
            + " can be implemented as (input + value * torch.trunc(tensor1 / tensor2))"
            + ".to(input.dtype) for integer inputs and as (input + value * tensor1 / tensor2) for float inputs. The"
            + " future addcdiv behavior is just the latter implementation: (input + value * tensor1"
            + " / tensor2), for all dtypes.");
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    DType dtype = Calculation.precise(out[0].dtype());
    NdArray self = Pointwise.converted(kernels, in[0], dtype);
    NdArray x = Pointwise.converted(kernels, in[1], dtype);
    NdArray y = Pointwise.converted(kernels, in[2], dtype);
    BinaryFunction f = divides ? Binary.DIV.function() : Binary.MUL.function();
    NdArray product = Add.scaled(kernels, Calculation.step(kernels, f, x, y, out[0]), value);
    if (dtype == out[0].dtype()) kernels.zip(Add.function(), self, product, out[0]);
    else kernels.copy(Calculation.step(kernels, Add.function(), self, product, out[0]), out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.value("value", value);
    saver.inputIf(saver.needs(2), "tensor1", 1);
    saver.inputIf(divides || saver.needs(1), "tensor2", 2);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    if (input == 0) return g;
    if (!divides) return g.mul(saved.tensor(input == 1 ? "tensor2" : "tensor1").mul(value));
    Tensor divisor = saved.tensor("tensor2");
    if (input == 1) return g.mul(Tensor.number(value).div(divisor));
    return g.neg().mul(saved.tensor("tensor1").mul(value).div(divisor.mul(divisor)));
  }
}
