package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The derivative of max pooling over planes: each element of grad_output goes to where its maximum
/// came from.
///
/// Inputs: grad_output, self (optional; only its zero gradient is asked for) and indices.
public record MaxPool2dWithIndicesBackward(String pool, Dims inputShape) implements Pool {
  @Override
  public String nodeName() {
    return pool + "BackwardBackward0";
  }

  @Override
  public int edgeCount(int inputs) {
    return 2;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(inputShape)));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.maxPool2dGradient(in[0], in[2], out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.input("indices", 2);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    if (input == 1) return Tensor.zeros(g.dtype(), g.device(), inputShape);
    Tensor indices = saved.tensor("indices");
    return g.flatten(-2, -1).gather(-1, indices.flatten(-2, -1)).view(indices.shape());
  }
}
