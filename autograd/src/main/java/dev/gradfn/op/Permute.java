package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;

/// Dimension `i` of the result is dimension `dims[i]` of the input.
public record Permute(Dims dims) implements ViewOp {
  @Override
  public String nodeName() {
    return "PermuteBackward0";
  }

  @Override
  public Geometry view(Geometry input) {
    return input.permute(order(input.rank()));
  }

  private int[] order(int rank) {
    if (dims.rank() != rank) {
      throw TorchException.runtime(
          "permute(sparse_coo): number of dimensions in the tensor input does not match the length"
              + " of the desired ordering of dimensions i.e. input.dim() = "
              + rank
              + " is not equal to len(dims) = "
              + dims.rank());
    }
    int[] order = new int[rank];
    boolean[] seen = new boolean[rank];
    for (int i = 0; i < rank; i++) {
      order[i] = ViewOp.wrap(dims.at(i), rank);
      if (seen[order[i]])
        throw TorchException.runtime("permute(): duplicate dims are not allowed.");
      seen[order[i]] = true;
    }
    return order;
  }

  @Override
  public void save(Saver saver) {
    saver.value("dims", dims);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    int[] order = order(g.dim());
    long[] inverse = new long[order.length];
    for (int i = 0; i < order.length; i++) inverse[order[i]] = i;
    return g.permute(inverse);
  }
}
