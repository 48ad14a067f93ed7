package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Input 0, with the elements of input 1 at the places along `dim` that input 2 (`index`) names:
/// aten's `scatter.src`, `scatter.value` (input 1 is a number) and `scatter_add`.
public record Scatter(int dim, Kind kind) implements Indexed {
  public enum Kind {
    SOURCE("ScatterBackward0"),
    VALUE("ScatterBackward1"),
    ADD("ScatterAddBackward0"),
    /// `scatter` with `reduce='add'`, which has no derivative.
    REDUCE_ADD("NotImplemented"),
    /// `scatter` with `reduce='multiply'`, which has no derivative.
    REDUCE_MULTIPLY("NotImplemented");

    private final String nodeName;

    Kind(String nodeName) {
      this.nodeName = nodeName;
    }
  }

  @Override
  public String nodeName() {
    return kind.nodeName;
  }

  @Override
  public int edgeCount(int inputs) {
    return kind == Kind.SOURCE || kind == Kind.ADD ? 2 : 1;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    if (!inputs[1].wrappedNumber() && inputs[0].dtype() != inputs[1].dtype()) {
      throw TorchException.runtime("scatter(): Expected self.dtype to be equal to src.dtype");
    }
    ViewOp.wrap(dim, inputs[0].rank());
    requireFits(inputs[0].shape(), inputs[1], inputs[2]);
    return Indexed.dense(inputs);
  }

  private void requireFits(Dims self, ArraySpec source, ArraySpec indices) {
    Dims index = indices.shape();
    if (index.product() == 0) return;
    TorchException.check(
        Positions.isIndex(indices.dtype()),
        () -> "scatter(): Expected dtype int32/int64 for index");
    boolean number = kind == Kind.VALUE || source.rank() < index.rank();
    TorchException.check(
        Math.max(self.rank(), 1) == Math.max(index.rank(), 1),
        () -> "Index tensor must have the same number of dimensions as self tensor");
    if (!source.wrappedNumber()) requireDimensions(source.shape(), index);
    TorchException.check(
        source.wrappedNumber() || Math.max(source.rank(), 1) == Math.max(index.rank(), 1),
        () -> "Index tensor must have the same number of dimensions as src tensor");
    int d = ViewOp.wrap(dim, Math.max(self.rank(), 1));
    boolean fits = true;
    for (int i = 0; i < Math.min(index.rank(), self.rank()); i++) {
      fits &= i == d || index.get(i) <= self.get(i);
      fits &= number || index.get(i) <= source.shape().get(i);
    }
    TorchException.check(
        fits,
        () ->
            "Expected index "
                + index
                + " to be no larger than self "
                + self
                + " apart from dimension "
                + d
                + (number ? "" : " and to be no larger size than src " + source.shape()));
  }

  /// PyTorch compares sizes before it compares ranks.
  private static void requireDimensions(Dims source, Dims index) {
    for (int i = 0; i < index.rank() && source.rank() > 0; i++) {
      if (index.get(i) > source.get(ViewOp.wrap(i, source.rank()))) return;
    }
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.copy(in[0], out[0]);
    if (in[2].numel() == 0) return;
    NdArray positions = Gather.positions(kernels, dim, in[0].shape(), in[2]);
    NdArray values = Pointwise.converted(kernels, in[1], out[0].dtype());
    Geometry used = values.geometry();
    if (used.rank() < in[2].rank()) {
      used = used.expand(in[2].shape());
    } else {
      for (int i = 0; i < used.rank(); i++) {
        long size = in[2].rank() == 0 ? 1 : in[2].shape().get(i);
        used = used.slice(i, 0, size, 1);
      }
    }
    boolean adds = kind == Kind.ADD || kind == Kind.REDUCE_ADD;
    if (kind == Kind.REDUCE_MULTIPLY) multiply(kernels, values.view(used), positions, out[0]);
    else kernels.put(values.view(used), positions, adds, out[0]);
  }

  /// In rounds: in each, no place occurs twice.
  private static void multiply(
      KernelChain kernels, NdArray values, NdArray positions, NdArray out) {
    long[] all = Positions.longs(kernels, positions);
    int[] seen = new int[Math.toIntExact(out.numel())];
    int[] round = new int[all.length];
    int rounds = 0;
    for (int i = 0; i < all.length; i++) {
      round[i] = seen[(int) all[i]]++;
      rounds = Math.max(rounds, round[i] + 1);
    }
    NdArray product = NdArray.allocate(out.dtype(), positions.shape());
    for (int r = 0; r < rounds; r++) {
      long[] some = all.clone();
      for (int i = 0; i < some.length; i++) if (round[i] != r) some[i] = -1;
      NdArray places = NdArray.wrap(DType.INT64, some, positions.shape());
      kernels.take(out, places, product);
      kernels.zip(Binary.MUL.function(), product, values, product);
      kernels.put(product, places, false, out);
    }
  }

  @Override
  public void save(Saver saver) {
    if (kind.nodeName.equals("NotImplemented")) return;
    saver.value("dim", (long) dim);
    saver.inputIf(kind != Kind.ADD || saver.needs(1), "index", 2);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    if (kind.nodeName.equals("NotImplemented")) {
      throw TorchException.notImplemented("derivative for aten::scatter is not implemented");
    }
    if (input == 0 && kind == Kind.ADD) return g;
    Tensor index = saved.tensor("index");
    if (input == 1) return g.gather(dim, index);
    return Operations.apply(new Scatter(dim, Kind.VALUE), g, Tensor.number(0), index);
  }
}
