package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;

/// Without all dimensions of size 1: aten's `squeeze`.
public enum SqueezeAll implements ViewOp {
  SQUEEZE;

  @Override
  public String nodeName() {
    return "SqueezeBackward0";
  }

  @Override
  public String inPlaceNodeName() {
    return "SqueezeBackward3";
  }

  @Override
  public Geometry view(Geometry input) {
    Geometry view = input;
    for (int i = input.rank() - 1; i >= 0; i--) {
      if (input.shape().get(i) == 1) view = view.squeeze(i);
    }
    return view;
  }

  @Override
  public void save(Saver saver) {
    saver.value("self_sym_sizes", saver.spec(0).shape());
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Dims before = saved.spec(0).shape();
    Tensor gradient = g;
    for (int i = 0; i < before.rank(); i++) {
      if (before.get(i) == 1) gradient = gradient.unsqueeze(i);
    }
    return gradient;
  }
}
