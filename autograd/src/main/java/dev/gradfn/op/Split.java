package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;

/// Pieces of size `splitSize` along `dim`; the last may be smaller. aten's `split.Tensor`.
public record Split(long splitSize, int dim) implements ViewOp {
  @Override
  public String nodeName() {
    return "SplitBackward0";
  }

  @Override
  public Geometry view(Geometry input) {
    throw new AssertionError("has several results");
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    return pieces(inputs[0].shape()).infer(inputs);
  }

  private SplitWithSizes pieces(Dims shape) {
    if (shape.rank() == 0) {
      throw TorchException.runtime("split expects at least a 1-dimensional tensor");
    }
    int d = ViewOp.wrap(dim, shape.rank());
    long size = shape.get(d);
    if (splitSize < 0) {
      throw TorchException.runtime(
          "split expects split_size be non-negative, but got split_size=" + splitSize);
    }
    if (splitSize == 0 && size != 0) {
      throw TorchException.runtime(
          "split_size can only be 0 if dimension size is 0, but got dimension size of " + size);
    }
    int count = splitSize == 0 ? 1 : (int) Math.max((size + splitSize - 1) / splitSize, 1);
    Dims sizes = Dims.filled(count, splitSize);
    return new SplitWithSizes(sizes.with(-1, size - splitSize * (count - 1)), d);
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", (long) dim);
    saver.value("self_sym_sizes", saver.spec(0).shape());
    saver.value("split_size", splitSize);
  }

  @Override
  public Tensor[] gradients(Tensor[] g, Saved saved) {
    return pieces(saved.spec(0).shape()).gradients(g, saved);
  }
}
