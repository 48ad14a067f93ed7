package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Geometry;

/// Drops dimension `dim`, of size 1, from a result that nobody else sees: aten's `squeeze_.dim`, as
/// `matmul` records it.
public record SqueezeInPlace(int dim) implements ViewOp {
  @Override
  public String nodeName() {
    return "SqueezeBackward4";
  }

  @Override
  public boolean isView() {
    return false;
  }

  @Override
  public Geometry view(Geometry input) {
    return new Squeeze(dim).view(input);
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", (long) dim);
    saver.value("self_sym_sizes", saver.spec(0).shape());
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return new Squeeze(dim).gradient(input, g, saved);
  }
}
