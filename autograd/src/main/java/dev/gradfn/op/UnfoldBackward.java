package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The derivative of [Unfold]: zeros of `inputSizes`, to which each window is added in its place.
/// Its own derivative is those windows again.
public record UnfoldBackward(Dims inputSizes, Unfold windows) implements Copying {
  @Override
  public String nodeName() {
    return "UnfoldBackwardBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(inputSizes)));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.fill(0, out[0]);
    add(kernels, in[0], out[0].view(windows.view(out[0].geometry())));
  }

  /// Adds where windows overlap row by row; else one copy.
  private static void add(KernelChain kernels, NdArray part, NdArray place) {
    if (place.geometry().mayOverlap()) addRows(kernels, part, place);
    else kernels.copy(part, place);
  }

  private static void addRows(KernelChain kernels, NdArray part, NdArray place) {
    if (!place.geometry().mayOverlap()) {
      kernels.zip(Add.function(), place, part, place);
      return;
    }
    for (long i = 0; i < place.shape().get(0); i++) {
      addRows(
          kernels,
          part.view(part.geometry().select(0, i)),
          place.view(place.geometry().select(0, i)));
    }
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return Operations.apply(windows, g);
  }
}
