package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Geometry;

/// Every `step`-th element of dimension `dim` from `start` to `end` (exclusive). Bounds are
/// clamped; negative ones count from the end; an `end` of `Long.MAX_VALUE` is open.
public record Slice(int dim, long start, long end, long step) implements ViewOp {
  @Override
  public String nodeName() {
    return "SliceBackward0";
  }

  @Override
  public Geometry view(Geometry input) {
    if (input.rank() == 0) {
      throw TorchException.index("slice() cannot be applied to a 0-dim tensor.");
    }
    if (step <= 0) throw TorchException.runtime("slice step must be positive");
    int d = ViewOp.wrap(dim, input.rank());
    long size = input.shape().get(d);
    long from = clamp(start, 0, size);
    long to = clamp(end, from, size);
    return input.slice(d, from, (to - from + step - 1) / step, step);
  }

  private static long clamp(long bound, long low, long size) {
    return Math.clamp(bound < 0 ? bound + size : bound, low, size);
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", (long) dim);
    saver.value("end", end);
    saver.value("self_sym_sizes", saver.spec(0).shape());
    saver.value("start", start);
    saver.value("step", step);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return Operations.apply(new Embed(saved.spec(0).shape(), this), g);
  }
}
