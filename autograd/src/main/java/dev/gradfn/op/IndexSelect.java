package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The slices along `dim` whose numbers are in `index`, in that order.
public record IndexSelect(int dim) implements Picking {
  @Override
  public String nodeName() {
    return "IndexSelectBackward0";
  }

  @Override
  public Dims pickedShape(ArraySpec[] inputs) {
    if (inputs[1].rank() > 1) {
      throw TorchException.index("index_select(): Index is supposed to be a vector");
    }
    TorchException.check(
        Positions.isIndex(inputs[1].dtype()),
        () -> "index_select(): Expected dtype int32 or int64 for index");
    Dims shape = inputs[0].shape();
    int d = ViewOp.wrap(dim, shape.rank());
    return shape.rank() == 0 ? shape : shape.with(d, inputs[1].shape().product());
  }

  @Override
  public NdArray positions(KernelChain kernels, Dims from, NdArray[] in) {
    return positions(from, ViewOp.wrap(dim, from.rank()), Positions.longs(kernels, in[1]));
  }

  /// Of the slices of `from` along `d` with the given numbers.
  static NdArray positions(Dims from, int d, long[] index) {
    long size = from.rank() == 0 ? 1 : from.get(d);
    for (long number : index) {
      boolean inside = number >= 0 && number < size;
      if (!inside) throw TorchException.index("index out of range in self");
    }
    int[][] sources = new int[from.rank()][];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = new int[i == d ? index.length : from.at(i)];
      for (int j = 0; j < sources[i].length; j++) {
        sources[i][j] = i == d ? (int) index[j] : j;
      }
    }
    return Positions.of(from, sources);
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", (long) dim);
    saver.input("index", 1);
    saver.value("self_sym_sizes", saver.spec(0).shape());
  }

  @Override
  public String derivativeName() {
    return "IndexAddBackward0";
  }

  @Override
  public boolean addsToZeros() {
    return true;
  }

  @Override
  public Tensor[] indices(Saved saved) {
    return new Tensor[] {saved.tensor("index")};
  }
}
