package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.Comparator;
import java.util.stream.IntStream;

/// The derivative of [AsStrided]: zeros laid out as `base`, with `self` in the places that `window`
/// shows. Elements that the window shows several times (stride 0) are summed.
public record EmbedStrided(String nodeName, Geometry base, Geometry window) implements Copying {
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
    add(kernels, summed, out[0].view(once));
  }

  /// Adds where windows overlap (a sliding window), row by row; else one copy.
  private static void add(KernelChain kernels, NdArray part, NdArray place) {
    if (!mayOverlap(place.geometry())) {
      kernels.copy(part, place);
      return;
    }
    addRows(kernels, part, place);
  }

  private static void addRows(KernelChain kernels, NdArray part, NdArray place) {
    if (place.rank() == 0 || !mayOverlap(place.geometry())) {
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

  /// False only if every dimension steps over all that the smaller steps reach.
  static boolean mayOverlap(Geometry place) {
    int[] order =
        IntStream.range(0, place.rank())
            .boxed()
            .sorted(Comparator.comparing(i -> place.strides().get(i)))
            .mapToInt(i -> i)
            .toArray();
    long reach = 0;
    for (int dim : order) {
      if (place.shape().get(dim) <= 1) continue;
      if (place.strides().get(dim) <= reach) return true;
      reach += (place.shape().get(dim) - 1) * place.strides().get(dim);
    }
    return false;
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
    Geometry layout = Geometry.of(base.shape(), base.strides());
    Tensor laidOut =
        g.strides().equals(base.strides())
            ? g
            : Tensor.empty(g.dtype(), g.device(), layout).copy_(g);
    long offset = window.offset() - base.offset() + laidOut.array().offset();
    return Operations.apply(new AsStrided(window.shape(), window.strides(), offset), laidOut);
  }
}
