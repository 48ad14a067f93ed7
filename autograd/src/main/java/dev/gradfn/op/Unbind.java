package dev.gradfn.op;

import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import java.util.ArrayList;
import java.util.List;

/// All slices along `dim`, which disappears.
public record Unbind(int dim) implements ViewOp {
  @Override
  public String nodeName() {
    return "UnbindBackward0";
  }

  @Override
  public Geometry view(Geometry input) {
    throw new AssertionError("has several results");
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Geometry input = inputs[0].geometry();
    int d = ViewOp.wrap(dim, input.rank());
    Result[] results = new Result[Math.toIntExact(ViewOp.size(input.shape(), dim))];
    for (int i = 0; i < results.length; i++) {
      results[i] = new Result(new ArraySpec(inputs[0].dtype(), input.select(d, i)), 0);
    }
    return results;
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", (long) dim);
  }

  @Override
  public Tensor[] gradients(Tensor[] g, Saved saved) {
    int d = ViewOp.wrap(dim, saved.spec(0).rank());
    Dims one = saved.spec(0).shape().without(d);
    Tensor some = null;
    for (Tensor each : g) some = some == null ? each : some;
    if (some == null || !saved.needs(0)) return new Tensor[1];
    List<Tensor> all = new ArrayList<>();
    for (Tensor each : g) {
      all.add(each != null ? each : Tensor.zeros(some.dtype(), some.device(), one));
    }
    return new Tensor[] {Shapes.stack(all, d)};
  }
}
