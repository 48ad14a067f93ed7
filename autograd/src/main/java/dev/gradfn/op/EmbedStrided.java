package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The derivative of [AsStrided]: zeros laid out as `base`, with `self` in the places that `window`
/// shows. Elements that the window shows several times (stride 0) are summed.
public record EmbedStrided(Geometry base, Geometry window) implements Copying {
  @Override
  public String nodeName() {
    return "AsStridedBackwardBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.of(base.shape(), base.strides())));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.fill(0, out[0]);
    Geometry once = new Geometry(unrepeated(), window.strides(), window.offset() - base.offset());
    if (once.offset() < 0 || once.extent() > out[0].storage().size()) {
      throw TorchException.notImplemented(
          "as_strided: backward of a window that leaves its base is not implemented");
    }
    NdArray summed = in[0];
    if (!once.shape().equals(window.shape())) {
      summed = NdArray.allocate(in[0].dtype(), once.shape());
      kernels.sum(in[0], 1, summed);
    }
    kernels.copy(summed, out[0].view(once));
  }

  private Dims unrepeated() {
    Dims shape = window.shape();
    for (int i = 0; i < shape.rank(); i++) {
      if (window.strides().get(i) == 0) shape = shape.with(i, Math.min(shape.get(i), 1));
    }
    return shape;
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor dense = g.strides().equals(base.strides()) ? g : g.contiguous();
    if (!dense.strides().equals(base.strides())) {
      throw TorchException.notImplemented(
          "as_strided: double backward through a base that is not contiguous is not implemented");
    }
    long offset = window.offset() - base.offset() + dense.array().offset();
    return Operations.apply(new AsStrided(window.shape(), window.strides(), offset), dense);
  }
}
