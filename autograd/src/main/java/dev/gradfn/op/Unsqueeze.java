package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Geometry;

/// A new dimension of size 1 at `dim`.
public record Unsqueeze(int dim) implements ViewOp {
  @Override
  public String nodeName() {
    return "UnsqueezeBackward0";
  }

  @Override
  public String inPlaceNodeName() {
    return "UnsqueezeBackward1";
  }

  @Override
  public Geometry view(Geometry input) {
    return input.unsqueeze(ViewOp.wrap(dim, input.rank() + 1));
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", (long) dim);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return g.squeeze(dim);
  }
}
