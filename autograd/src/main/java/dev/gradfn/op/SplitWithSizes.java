package dev.gradfn.op;

import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import java.util.ArrayList;
import java.util.List;

/// Pieces of `splitSizes` along `dim`, one after the other.
public record SplitWithSizes(Dims splitSizes, int dim) implements ViewOp {
  @Override
  public String nodeName() {
    return "SplitWithSizesBackward0";
  }

  @Override
  public Geometry view(Geometry input) {
    throw new AssertionError("has several results");
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Geometry input = inputs[0].geometry();
    int d = ViewOp.wrap(dim, input.rank());
    requireWhole(input.shape(), d);
    Result[] results = new Result[splitSizes.rank()];
    long start = 0;
    for (int i = 0; i < results.length; i++) {
      Geometry piece = input.slice(d, start, splitSizes.get(i), 1);
      results[i] = new Result(new ArraySpec(inputs[0].dtype(), piece), 0);
      start += splitSizes.get(i);
    }
    return results;
  }

  private void requireWhole(Dims shape, int d) {
    long sum = 0;
    for (int i = 0; i < splitSizes.rank(); i++) {
      TorchException.check(
          splitSizes.get(i) >= 0,
          () ->
              "split_with_sizes expects split_sizes have only non-negative entries, but got"
                  + " split_sizes="
                  + splitSizes);
      sum += splitSizes.get(i);
    }
    if (sum == shape.get(d)) return;
    throw TorchException.runtime(
        "split_with_sizes expects split_sizes to sum exactly to "
            + shape.get(d)
            + " (input tensor's size at dimension "
            + dim
            + "), but got split_sizes="
            + splitSizes);
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", (long) dim);
    saver.value("self_sym_sizes", saver.spec(0).shape());
    saver.value("split_sizes", splitSizes);
  }

  @Override
  public Tensor[] gradients(Tensor[] g, Saved saved) {
    Dims shape = saved.spec(0).shape();
    int d = ViewOp.wrap(dim, shape.rank());
    Tensor some = firstOf(g);
    if (some == null || !saved.needs(0)) return new Tensor[1];
    List<Tensor> pieces = new ArrayList<>();
    for (int i = 0; i < g.length; i++) {
      Dims piece = shape.with(d, splitSizes.get(i));
      pieces.add(g[i] != null ? g[i] : Tensor.zeros(some.dtype(), some.device(), piece));
    }
    return new Tensor[] {Shapes.cat(pieces, d)};
  }

  private static Tensor firstOf(Tensor[] g) {
    for (Tensor one : g) {
      if (one != null) return one;
    }
    return null;
  }
}
