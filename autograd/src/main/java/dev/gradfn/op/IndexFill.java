package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Input 0, with input 1 (`value`, 0-dimensional) in the slices along `dim` whose numbers are in
/// input 2 (`index`).
public record IndexFill(int dim, Kind kind) implements Indexed {
  public enum Kind {
    /// The value is a number.
    NUMBER,
    /// The value is a tensor, and has a gradient.
    TENSOR
  }

  @Override
  public String nodeName() {
    return kind == Kind.NUMBER ? "IndexFillBackward0" : "IndexFillBackward1";
  }

  @Override
  public int edgeCount(int inputs) {
    return kind == Kind.NUMBER ? 1 : 2;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    TorchException.check(
        inputs[1].rank() == 0,
        () ->
            "index_fill_ only supports a 0-dimensional value tensor, but got tensor with "
                + inputs[1].rank()
                + " dimension(s).");
    if (inputs[2].dtype() != DType.INT64) {
      throw TorchException.index("index_fill_(): Expected dtype int64 for index.");
    }
    TorchException.check(inputs[2].rank() <= 1, () -> "Index is supposed to be a vector");
    ViewOp.wrap(dim, inputs[0].rank());
    return Indexed.like(inputs);
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.copy(in[0], out[0]);
    NdArray value = Pointwise.converted(kernels, in[1], out[0].dtype());
    NdArray positions = positions(kernels, dim, in[0], in[2]);
    NdArray values = value.view(value.geometry().expand(positions.shape()));
    kernels.put(values, positions, false, out[0]);
  }

  /// Of the slices of `self` along `dim` whose numbers are in `index`, where negative ones count
  /// from the end.
  static NdArray positions(KernelChain kernels, int dim, NdArray self, NdArray index) {
    Dims shape = self.rank() == 0 ? Dims.of(1) : self.shape();
    int d = ViewOp.wrap(dim, shape.rank());
    long size = shape.get(d);
    long[] numbers = Positions.longs(kernels, index);
    for (int i = 0; i < numbers.length; i++) {
      long number = numbers[i];
      if (number < -size || number >= size) {
        throw TorchException.index(
            "index " + number + " is out of bounds for dimension " + d + " with size " + size);
      }
      if (number < 0) numbers[i] += size;
    }
    return IndexSelect.positions(shape, d, numbers);
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", (long) dim);
    saver.input("index", 2);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor index = saved.tensor("index");
    if (input == 0) {
      return Operations.apply(new IndexFill(dim, Kind.NUMBER), g, Tensor.number(0), index);
    }
    return g.indexSelect(dim, distinct(index)).sum();
  }

  private static Tensor distinct(Tensor index) {
    long[] numbers = java.util.Arrays.stream(index.toLongArray()).sorted().distinct().toArray();
    return Tensor.of(numbers, numbers.length);
  }
}
