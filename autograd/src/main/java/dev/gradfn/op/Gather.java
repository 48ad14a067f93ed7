package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
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
    return inputs[1].shape();
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
          long position = Positions.wrap(number, shape.get(d), d) * strides[d];
          for (int i = 0; i < at.length; i++) position += i == d ? 0 : at[i] * strides[i];
          return position;
        });
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", (long) dim);
    saver.input("index", 1);
    saver.input("self", 0);
    saver.value("sparse_grad", false);
  }

  @Override
  public Tensor[] indices(Saved saved) {
    return new Tensor[] {saved.tensor("index")};
  }
}
