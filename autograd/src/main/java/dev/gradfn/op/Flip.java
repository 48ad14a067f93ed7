package dev.gradfn.op;

import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The dimensions `dims` in reverse order.
public record Flip(Dims dims) implements Picking {
  @Override
  public String nodeName() {
    return "FlipBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    // Refuses dimensions that do not exist, or twice.
    new ReducedDims(inputs[0].shape(), dims, true);
    return Clone.PRESERVE.infer(inputs);
  }

  @Override
  public Dims pickedShape(ArraySpec[] inputs) {
    return inputs[0].shape();
  }

  @Override
  public NdArray positions(KernelChain kernels, Dims from, NdArray[] in) {
    return Positions.of(flipped(Geometry.contiguous(from)));
  }

  private Geometry flipped(Geometry input) {
    Geometry view = input;
    for (int i = 0; i < dims.rank(); i++) {
      int d = ViewOp.wrap(dims.at(i), input.rank());
      if (input.rank() > 0) view = reversed(view, d);
    }
    return view;
  }

  /// With a negative stride; only good for [Positions].
  static Geometry reversed(Geometry view, int d) {
    long stride = view.strides().get(d);
    long last = view.offset() + (view.shape().get(d) - 1) * stride;
    return new Geometry(view.shape(), view.strides().with(d, -stride), last);
  }

  @Override
  public void save(Saver saver) {
    saver.value("dims", dims);
  }
}
