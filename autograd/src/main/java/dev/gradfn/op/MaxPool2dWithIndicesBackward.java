package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The derivative of [MaxPool2dWithIndices]: each element of grad_output goes to where its maximum
/// came from.
public record MaxPool2dWithIndicesBackward(Dims inputShape) implements Pool {
  @Override
  public String nodeName() {
    return "MaxPool2DWithIndicesBackwardBackward0";
  }

  @Override
  public int edgeCount(int inputs) {
    return 1;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(inputShape)));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.maxPool2dGradient(in[0], in[1], out[0]);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    throw TorchException.notImplemented(
        "max_pool2d: double backward is not implemented yet, it needs gather");
  }
}
