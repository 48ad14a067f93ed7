package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Geometry;

/// Two dimensions exchanged: aten's `transpose.int`.
public record Transpose(int dim0, int dim1) implements ViewOp {
  @Override
  public String nodeName() {
    return "TransposeBackward0";
  }

  @Override
  public Geometry view(Geometry input) {
    int a = ViewOp.wrap(dim0, input.rank());
    int b = ViewOp.wrap(dim1, input.rank());
    int[] order = new int[input.rank()];
    for (int i = 0; i < order.length; i++) order[i] = i == a ? b : i == b ? a : i;
    return input.permute(order);
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim0", (long) dim0);
    saver.value("dim1", (long) dim1);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return Operations.apply(this, g);
  }
}
