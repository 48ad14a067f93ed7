package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Geometry;

/// Without dimension `dim`, if its size is 1; aten's `squeeze.dim`.
public record Squeeze(int dim) implements ViewOp {
  @Override
  public String nodeName() {
    return "SqueezeBackward1";
  }

  @Override
  public String inPlaceNodeName() {
    return "SqueezeBackward4";
  }

  @Override
  public Geometry view(Geometry input) {
    int d = ViewOp.wrap(dim, input.rank());
    return drops(input) ? input.squeeze(d) : input;
  }

  private boolean drops(Geometry input) {
    return input.rank() > 0 && input.shape().get(ViewOp.wrap(dim, input.rank())) == 1;
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", (long) dim);
    saver.value("self_sym_sizes", saver.spec(0).shape());
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Geometry before = saved.spec(0).geometry();
    return drops(before) ? g.unsqueeze(ViewOp.wrap(dim, before.rank())) : g;
  }
}
