package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Geometry;

/// Dimensions `dim0` and `dim1` swapped.
public record Transpose(int dim0, int dim1) implements ViewOp {
  @Override
  public String nodeName() {
    return "TransposeBackward0";
  }

  @Override
  public String inPlaceNodeName() {
    return "TransposeBackward1";
  }

  @Override
  public Geometry view(Geometry input) {
    return swapped(input, ViewOp.wrap(dim0, input.rank()), ViewOp.wrap(dim1, input.rank()));
  }

  static Geometry swapped(Geometry input, int a, int b) {
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
    return g.transpose(dim0, dim1);
  }
}
