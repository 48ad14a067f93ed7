package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Zeros, and at the places that max pooling found, the elements of `self`: aten's `max_unpool2d`
/// and `max_unpool3d`. Of two elements for one place the last stays.
///
/// Inputs: self and indices (int64, of the same shape), which count in one plane or volume.
///
/// @param outputSize of the last two or three dimensions
public record MaxUnpool(Dims outputSize) implements Pool {
  @Override
  public String nodeName() {
    return "MaxUnpool" + outputSize.rank() + "DBackward0";
  }

  @Override
  public int edgeCount(int inputs) {
    return 1;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    requireFits(inputs[0], inputs[1]);
    int rank = inputs[0].rank();
    Dims shape = inputs[0].shape();
    int spatial = outputSize.rank();
    for (int i = 0; i < spatial; i++) shape = shape.with(rank - spatial + i, outputSize.get(i));
    Dims strides =
        spatial == 2 ? MemoryFormat.like(inputs[0].geometry(), shape) : shape.contiguousStrides();
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.of(shape, strides)));
  }

  private void requireFits(ArraySpec self, ArraySpec indices) {
    int spatial = outputSize.rank();
    String name = "max_unpooling" + spatial + "d";
    TorchException.check(
        indices.dtype() == DType.INT64,
        () ->
            "elements in indices should be type int64"
                + (spatial == 2 ? " but got: " + indices.dtype().scalarType() : ""));
    TorchException.check(
        self.rank() == spatial + 1 || self.rank() == spatial + 2,
        () ->
            "Input to %s should be a %dd or %dd Tensor, but got a tensor with %d dimensions."
                .formatted(name, spatial + 1, spatial + 2, self.rank()));
    TorchException.check(
        self.shape().equals(indices.shape()),
        () ->
            "Expected shape of indices to be same as that of the input tensor (%s) but got indices tensor with shape: %s"
                .formatted(self.shape(), indices.shape()));
    for (int i = self.rank() == spatial + 2 ? 1 : 0; i < self.rank(); i++) {
      int dim = i;
      TorchException.check(
          self.shape().get(i) > 0,
          () ->
              "%s_forward_out_cpu(): Expected input to have non-zero size for non-batch dimensions, but got %s with dimension %d being empty."
                  .formatted(name, self.shape(), dim));
    }
    KernelTypes.requireFloating("max_unpool" + spatial + "d", self.dtype());
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.fill(0, out[0]);
    long places = outputSize.product();
    long[] positions = Positions.longs(kernels, in[1]);
    long each =
        Math.max(in[1].shape().slice(in[1].rank() - outputSize.rank(), in[1].rank()).product(), 1);
    for (int i = 0; i < positions.length; i++) {
      if (positions[i] < 0 || positions[i] >= places) throw outside(positions[i]);
      positions[i] += i / each * places;
    }
    NdArray all = NdArray.wrap(DType.INT64, positions, in[1].shape());
    kernels.put(in[0], all, false, out[0]);
  }

  private TorchException outside(long index) {
    StringBuilder sizes = new StringBuilder();
    for (long size : outputSize.toArray()) sizes.append(sizes.isEmpty() ? "" : "x").append(size);
    return TorchException.runtime(
        "Found an invalid max index: " + index + " (output volumes are of size " + sizes + ")");
  }

  @Override
  public void save(Saver saver) {
    saver.input("indices", 1);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor indices = saved.tensor("indices");
    int first = -outputSize.rank();
    Tensor lines = g.contiguous().flatten(first, -1);
    return lines.gather(-1, indices.flatten(first, -1)).view(indices.shape());
  }
}
