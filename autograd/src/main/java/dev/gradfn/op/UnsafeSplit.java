package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Geometry;

/// [Split] whose pieces are no views: each is changed and differentiated for itself. Recurrent
/// cells take their gates apart with it.
public record UnsafeSplit(long splitSize, int dim) implements ViewOp {
  private Split split() {
    return new Split(splitSize, dim);
  }

  @Override
  public String nodeName() {
    return "UnsafeSplitBackward0";
  }

  @Override
  public boolean isView() {
    return false;
  }

  @Override
  public Geometry view(Geometry input) {
    return split().view(input);
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    return split().infer(inputs);
  }

  @Override
  public void save(Saver saver) {
    split().save(saver);
  }

  @Override
  public Tensor[] gradients(Tensor[] g, Saved saved) {
    return split().gradients(g, saved);
  }
}
