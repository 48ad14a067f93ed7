package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Broadcast;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;

/// The input repeated to `size` without copying; −1 keeps a size.
public record Expand(Dims size) implements ViewOp {
  @Override
  public String nodeName() {
    return "ExpandBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    requireSizes(inputs[0], size);
    return ViewOp.super.infer(inputs);
  }

  static void requireSizes(ArraySpec x, Dims size) {
    TorchException.check(
        size.rank() >= x.rank(),
        () ->
            "expand(torch."
                + x.dtype().scalarType()
                + "Tensor{"
                + x.shape()
                + "}, size="
                + size
                + "): the number of sizes provided ("
                + size.rank()
                + ") must be greater or equal to the number of dimensions in the tensor ("
                + x.rank()
                + ")");
  }

  @Override
  public Geometry view(Geometry input) {
    Dims target = size;
    for (int i = 1; i <= size.rank(); i++) {
      boolean exists = i <= input.rank();
      if (size.get(-i) == -1 && exists) target = target.with(-i, input.shape().get(-i));
      if (target.get(-i) < 0 && !exists) {
        throw TorchException.runtime(
            "The expanded size of the tensor ("
                + size.get(-i)
                + ") isn't allowed in a leading, non-existing dimension "
                + (size.rank() - i));
      }
    }
    requireExpandable(input.shape(), target);
    return input.expand(target);
  }

  static void requireExpandable(Dims from, Dims to) {
    if (Broadcast.isExpandable(from, to)) return;
    TorchException.check(
        from.rank() <= to.rank(),
        () ->
            "expand: the number of sizes provided (%d) must be greater or equal to the number of dimensions in the tensor (%d)"
                .formatted(to.rank(), from.rank()));
    int i = 1;
    while (i <= to.rank() && (from.get(-i) == to.get(-i) || from.get(-i) == 1)) i++;
    throw TorchException.runtime(
        "The expanded size of the tensor ("
            + to.get(-i)
            + ") must match the existing size ("
            + from.get(-i)
            + ") at non-singleton dimension "
            + (to.rank() - i)
            + ".  Target sizes: "
            + to
            + ".  Tensor sizes: "
            + from);
  }

  @Override
  public void save(Saver saver) {
    saver.value("self_sym_sizes", saver.spec(0).shape());
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return g.sumTo(saved.spec(0).shape());
  }
}
