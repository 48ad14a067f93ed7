package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Input 0, with input 1 (`value`, 0-dimensional) where input 2 (`mask`) is true.
public enum MaskedFill implements Indexed {
  /// The value is a number.
  NUMBER("MaskedFillBackward0"),
  /// The value is a tensor, and has a gradient.
  TENSOR("MaskedFillBackward1");

  private final String nodeName;

  MaskedFill(String nodeName) {
    this.nodeName = nodeName;
  }

  @Override
  public String nodeName() {
    return nodeName;
  }

  @Override
  public int edgeCount(int inputs) {
    return this == NUMBER ? 1 : 2;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    if (inputs[1].rank() > 0) {
      throw TorchException.runtime(
          "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with "
              + inputs[1].rank()
              + " dimension(s).");
    }
    TorchException.check(
        inputs[2].dtype() == DType.BOOL,
        () ->
            "masked_fill_ only supports boolean masks, but got mask with dtype "
                + inputs[2].dtype().cppName());
    ArraySpec self = inputs[0];
    Dims shape = Pointwise.broadcast(inputs[2].shape(), self.shape());
    return Result.of(new ArraySpec(self.dtype(), Geometry.contiguous(shape)));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.copy(in[0], out[0]);
    Where.overwrite(kernels, in[2], in[1], out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.input("mask", 2);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor mask = saved.tensor("mask");
    if (input == 0) return Operations.apply(NUMBER, g, Tensor.number(0), mask);
    return g.maskedSelect(mask).sum();
  }
}
