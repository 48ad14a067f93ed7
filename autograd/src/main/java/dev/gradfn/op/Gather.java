package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Along `dim` the element whose number is in `index`, at each place of `index`.
public record Gather(int dim) implements Picking {
  @Override
  public String nodeName() {
    return "GatherBackward0";
  }

  @Override
  public Dims pickedShape(ArraySpec[] inputs) {
    Dims self = inputs[0].shape();
    Dims index = inputs[1].shape();
    if (index.product() == 0) return index;
    TorchException.check(
        Positions.isIndex(inputs[1].dtype()),
        () -> "gather(): Expected dtype int32/int64 for index");
    TorchException.check(
        Math.max(self.rank(), 1) == Math.max(index.rank(), 1),
        () -> "Index tensor must have the same number of dimensions as input tensor");
    int d = ViewOp.wrap(dim, Math.max(self.rank(), 1));
    for (int i = 0; i < Math.min(index.rank(), self.rank()); i++) {
      if (i == d || index.get(i) <= self.get(i)) continue;
      throw TorchException.runtime(
          "Size does not match at dimension "
              + i
              + " expected index "
              + index
              + " to be no larger than self "
              + self
              + " apart from dimension "
              + d);
    }
    return index;
  }

  @Override
  public NdArray positions(KernelChain kernels, Dims from, NdArray[] in) {
    return positions(kernels, dim, from, in[1]);
  }

  /// Of the places in an array of shape `shape` that `index` points to along `dim`.
  static NdArray positions(KernelChain kernels, int dim, Dims shape, NdArray index) {
    int d = ViewOp.wrap(dim, shape.rank());
    long[] numbers = Positions.longs(kernels, index);
    long[] strides = shape.contiguousStrides().toArray();
    int[] next = {0};
    return Positions.of(
        index.shape(),
        at -> {
          long number = numbers[next[0]++];
          if (shape.rank() == 0) return 0;
          long position = inside(number, shape.get(d), d) * strides[d];
          for (int i = 0; i < at.length; i++) position += i == d ? 0 : at[i] * strides[i];
          return position;
        });
  }

  private static long inside(long number, long size, int d) {
    TorchException.check(
        number >= 0 && number < size,
        () -> "index " + number + " is out of bounds for dimension " + d + " with size " + size);
    return number;
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", (long) dim);
    saver.input("index", 1);
    saver.input("self", 0);
    saver.value("sparse_grad", false);
  }

  @Override
  public String derivativeName() {
    return "ScatterAddBackward0";
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
