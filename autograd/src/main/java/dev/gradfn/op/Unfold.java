package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;

/// All windows of `size` elements along `dimension`, every `step`-th, as a new last dimension.
public record Unfold(int dimension, long size, long step) implements ViewOp {
  @Override
  public String nodeName() {
    return "UnfoldBackward0";
  }

  @Override
  public Geometry view(Geometry input) {
    int d = ViewOp.wrap(dimension, input.rank());
    boolean scalar = input.rank() == 0;
    long available = scalar ? 1 : input.shape().get(d);
    if (size < 0) throw TorchException.runtime("size is " + size + " but must be >= 0");
    if (size > available) {
      throw TorchException.runtime(
          "maximum size for tensor at dimension "
              + d
              + " is "
              + available
              + " but size is "
              + size);
    }
    if (step <= 0) throw TorchException.runtime("step is " + step + " but must be > 0");
    if (scalar) return new Geometry(Dims.of(size), Dims.of(1), input.offset());
    long stride = input.strides().get(d);
    Dims shape = input.shape().with(d, (available - size) / step + 1);
    Dims strides = input.strides().with(d, stride * step);
    return new Geometry(
        shape.insert(shape.rank(), size), strides.insert(shape.rank(), stride), input.offset());
  }

  @Override
  public void save(Saver saver) {
    saver.value("dimension", (long) dimension);
    saver.value("self_sym_sizes", saver.spec(0).shape());
    saver.value("size", size);
    saver.value("step", step);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return Operations.apply(new UnfoldBackward(saved.spec(0).shape(), this), g);
  }
}
