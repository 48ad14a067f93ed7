package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.Taps;

/// The derivative of a [Separable] operation: the same sums, transposed. Its own derivative is the
/// operation again.
///
/// Inputs: grad_output, and of poolings, self, whose gradient is 0.
public record SeparableBackward(Separable forward, Dims inputShape) implements Resample {
  @Override
  public String nodeName() {
    return forward.nodeName().replace("Backward0", "BackwardBackward0");
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(inputShape)));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    Taps[] taps = forward.taps(inputShape);
    for (int i = 0; i < taps.length; i++) taps[i] = taps[i].transposed();
    Separable.run(kernels, taps, in[0], out[0]);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    if (input == 1) return Tensor.zeros(g.dtype(), g.device(), inputShape);
    return Operations.apply((Op) forward, g);
  }
}
