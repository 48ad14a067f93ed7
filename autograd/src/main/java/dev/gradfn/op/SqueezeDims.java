package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import java.util.HashSet;
import java.util.Set;

/// Without those of the dimensions `dim` that have size 1: aten's `squeeze.dims`.
public record SqueezeDims(Dims dim) implements ViewOp {
  @Override
  public String nodeName() {
    return "SqueezeBackward2";
  }

  @Override
  public String inPlaceNodeName() {
    return "SqueezeBackward5";
  }

  private void requireDistinct(int rank) {
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < dim.rank(); i++) {
      int d = ViewOp.wrap(dim.at(i), rank);
      TorchException.check(
          seen.add(d), () -> "dim " + d + " appears multiple times in the list of dims");
    }
  }

  @Override
  public Geometry view(Geometry input) {
    requireDistinct(input.rank());
    Geometry view = input;
    boolean[] drops = drops(input.shape());
    for (int i = drops.length - 1; i >= 0; i--) {
      if (drops[i]) view = view.squeeze(i);
    }
    return view;
  }

  private boolean[] drops(Dims shape) {
    boolean[] drops = new boolean[shape.rank()];
    for (int i = 0; i < dim.rank(); i++) {
      int d = ViewOp.wrap(dim.at(i), shape.rank());
      if (shape.rank() > 0) drops[d] = shape.get(d) == 1;
    }
    return drops;
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", dim);
    saver.value("self_sym_sizes", saver.spec(0).shape());
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor gradient = g;
    boolean[] drops = drops(saved.spec(0).shape());
    for (int i = 0; i < drops.length; i++) {
      if (drops[i]) gradient = gradient.unsqueeze(i);
    }
    return gradient;
  }
}
