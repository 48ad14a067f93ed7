package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Every element of input 0 becomes input 1 (`value`, 0-dimensional).
public enum Fill implements Indexed {
  /// The value is a number.
  NUMBER("FillBackward0", "FillBackward2"),
  /// The value is a tensor, and has a gradient.
  TENSOR("FillBackward1", "FillBackward3"),
  /// `zero_`: the value is the number 0.
  ZERO("ZeroBackward0", "ZeroBackward0");

  private final String nodeName;
  private final String inPlaceNodeName;

  Fill(String nodeName, String inPlaceNodeName) {
    this.nodeName = nodeName;
    this.inPlaceNodeName = inPlaceNodeName;
  }

  @Override
  public String nodeName() {
    return nodeName;
  }

  @Override
  public String inPlaceNodeName() {
    return inPlaceNodeName;
  }

  @Override
  public int edgeCount(int inputs) {
    return this == TENSOR ? 2 : 1;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    if (inputs[1].rank() > 0) {
      throw TorchException.runtime(
          "fill_ only supports 0-dimension value tensor but got tensor with "
              + inputs[1].rank()
              + " dimensions.");
    }
    return Indexed.like(inputs);
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.copy(in[1], out[0]);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return input == 0 ? Tensor.zeros(g.dtype(), g.device(), g.shape()) : g.sum();
  }
}
