package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Geometry;

/// Dimensions `dim0` and `dim1` swapped in a result that nobody else sees: aten's `transpose_`, as
/// recurrent layers with the batch first record it.
public record TransposeInPlace(int dim0, int dim1) implements ViewOp {
  @Override
  public String nodeName() {
    return "TransposeBackward1";
  }

  @Override
  public boolean isView() {
    return false;
  }

  @Override
  public Geometry view(Geometry input) {
    return new Transpose(dim0, dim1).view(input);
  }

  @Override
  public void save(Saver saver) {
    new Transpose(dim0, dim1).save(saver);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return g.transpose(dim0, dim1);
  }
}
