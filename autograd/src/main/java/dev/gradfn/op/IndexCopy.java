package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Input 0, with the slices along `dim` of input 1 (`source`) at the numbers in input 2 (`index`).
public record IndexCopy(int dim) implements Indexed {
  @Override
  public String nodeName() {
    return "IndexCopyBackward0";
  }

  @Override
  public int edgeCount(int inputs) {
    return 2;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    ArraySpec self = inputs[0];
    ArraySpec source = inputs[1];
    ArraySpec index = inputs[2];
    TorchException.check(
        index.dtype() == DType.INT64,
        () -> "index_copy_(): Expected a long tensor for index, but got " + named(index));
    TorchException.check(
        self.dtype() == source.dtype(),
        () ->
            "index_copy_(): self and source expected to have the same dtype, but got (self) "
                + named(self)
                + " and (source) "
                + named(source));
    if (index.rank() > 1) {
      throw TorchException.index(
          "index_copy_(): Index should have dimension 1 or 0 (got " + index.rank() + ")");
    }
    requireSameSlices(slice(self.shape()), source);
    requireSameCount(source, index.shape().product());
    return Indexed.dense(inputs);
  }

  private static String named(ArraySpec spec) {
    return spec.dtype().scalarType();
  }

  private Dims slice(Dims shape) {
    return shape.rank() == 0 ? shape : shape.without(ViewOp.wrap(dim, shape.rank()));
  }

  private void requireSameSlices(Dims expected, ArraySpec source) {
    Dims given = slice(source.shape());
    TorchException.check(
        expected.equals(given),
        () ->
            "index_copy_(): Source/destination tensor must have same slice shapes. Destination"
                + " slice shape: "
                + expected
                + " at dimension "
                + dim
                + " and source slice shape: "
                + given
                + " at dimension 0.");
  }

  private void requireSameCount(ArraySpec source, long indices) {
    Dims shape = source.shape();
    long count = shape.rank() == 0 ? 1 : shape.get(ViewOp.wrap(dim, shape.rank()));
    if (count == indices) return;
    throw TorchException.index(
        "index_copy_(): Number of indices ("
            + indices
            + ") should be equal to source.size(dim) ("
            + count
            + ")");
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.copy(in[0], out[0]);
    NdArray source = in[1];
    if (source.rank() == 0) source = source.view(source.geometry().unsqueeze(0));
    kernels.put(source, IndexFill.positions(kernels, dim, in[0], in[2]), false, out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", (long) dim);
    saver.input("index", 2);
    saver.inputIf(saver.needs(1), "source", 1);
    saver.value("source_dim", (long) saver.spec(1).rank());
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor index = saved.tensor("index");
    if (input == 0) {
      IndexFill zeros = new IndexFill(dim, IndexFill.Kind.NUMBER);
      return Operations.apply(zeros, g, Tensor.number(0), index);
    }
    return g.indexSelect(dim, index).reshape(saved.spec(1).shape());
  }
}
