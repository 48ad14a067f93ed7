package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The logarithm of [Softmax].
public record LogSoftmax(int dim) implements Gated {
  @Override
  public String nodeName() {
    return "LogSoftmaxBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    if (!inputs[0].dtype().isFloatingPoint()) {
      throw TorchException.notImplemented(
          "\"log_softmax_lastdim_kernel_impl\" not implemented for '"
              + inputs[0].dtype().scalarType()
              + "'");
    }
    ViewOp.wrap(dim, Math.max(inputs[0].rank(), 1));
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(inputs[0].shape())));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    SoftmaxLoop.run(kernels, in[0], dim, true, out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", (long) dim);
    saver.output("result", 0);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor y = saved.tensor("result");
    return g.sub(y.exp().mul(g.sum(Dims.of(dim), true)));
  }
}
