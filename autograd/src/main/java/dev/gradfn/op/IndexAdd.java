package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Input 0, plus `alpha` times the slices along `dim` of input 1 (`source`) at the numbers in input
/// 2 (`index`).
public record IndexAdd(int dim, Number alpha) implements Indexed {
  @Override
  public String nodeName() {
    return "IndexAddBackward0";
  }

  @Override
  public int edgeCount(int inputs) {
    return 2;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    requireFits(inputs[0], inputs[1], inputs[2]);
    return Indexed.dense(inputs);
  }

  private void requireFits(ArraySpec self, ArraySpec source, ArraySpec index) {
    if (index.rank() > 1) {
      throw TorchException.index(
          "index_add_(): Index is supposed to be a vector, but got dim: %d with type: %s and size: %s"
              .formatted(index.rank(), index.dtype().scalarType(), index.shape()));
    }
    TorchException.check(
        Positions.isIndex(index.dtype()),
        () ->
            "index_add_(): Expected dtype int32/int64 for index but got: "
                + index.dtype().scalarType());
    TorchException.check(
        self.dtype() == source.dtype(),
        () ->
            "index_add_(): self (%s) and source (%s) must have the same scalar type"
                .formatted(self.dtype().scalarType(), source.dtype().scalarType()));
    int d = ViewOp.wrap(dim, Math.max(self.rank(), 1));
    TorchException.check(
        source.rank() == 0 || d < source.rank(),
        () ->
            "index_add_(): Indexing dim %d is out of bounds of the source tensor with dim %d"
                .formatted(d, source.rank()));
    long slices = source.rank() == 0 ? 1 : source.shape().get(d);
    TorchException.check(
        index.shape().product() == slices,
        () ->
            "index_add_(): Number of indices (%d) should be equal to source.size(dim): (%d), for dim: %d"
                .formatted(index.shape().product(), slices, d));
    boolean alike = self.rank() == source.rank();
    for (int i = 0; i < self.rank() && alike; i++) {
      alike = i == d || self.shape().get(i) == source.shape().get(i);
    }
    TorchException.check(
        alike || self.rank() == 0 || source.rank() == 0,
        () ->
            "source tensor shape must match self tensor shape, excluding the specified dimension."
                + " Got self.shape = %s source.shape = %s".formatted(self.shape(), source.shape()));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.copy(in[0], out[0]);
    NdArray source = in[1];
    if (alpha.doubleValue() != 1) {
      source = NdArray.allocate(source.dtype(), source.shape());
      NdArray factor = Pointwise.scalar(source.dtype(), kernels, alpha.doubleValue());
      kernels.zip(Binary.MUL.function(), in[1], factor, source);
    }
    Dims shape = in[0].rank() == 0 ? Dims.of(1) : in[0].shape();
    int d = ViewOp.wrap(dim, shape.rank());
    NdArray positions = IndexSelect.positions(shape, d, Positions.longs(kernels, in[2]));
    if (source.rank() == 0) source = source.view(source.geometry().unsqueeze(0));
    kernels.put(source, positions, true, out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.value("alpha", alpha);
    saver.value("dim", (long) dim);
    saver.inputIf(saver.needs(1), "index", 2);
    saver.inputIf(saver.needs(1), "source", 1);
    saver.value("source_dim", (long) saver.spec(1).rank());
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    if (input == 0) return g;
    Dims source = saved.spec(1).shape();
    Tensor index = saved.tensor("index");
    Tensor picked = Operations.apply(new IndexSelect(dim), g, index);
    // Of a number no dimension is left to expand.
    if (source.rank() > 0) picked = picked.expand(source);
    else if (picked.dim() > 0) picked = picked.reshape(source);
    return alpha.doubleValue() == 1 ? picked : picked.mul(alpha);
  }
}
