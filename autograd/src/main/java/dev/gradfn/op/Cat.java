package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The inputs one after the other along `dim`.
public record Cat(int dim) implements Concat {
  @Override
  public String nodeName() {
    return "CatBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    if (inputs.length == 0) {
      throw TorchException.value("torch.cat(): expected a non-empty list of Tensors");
    }
    Dims first = inputs[0].shape();
    for (int i = 0; i < inputs.length; i++) requireDimensions(inputs[i], i);
    for (int i = inputs.length - 1; i >= 0; i--) {
      if (!isSkipped(inputs[i].shape())) first = inputs[i].shape();
    }
    int d = ViewOp.wrap(dim, first.rank());
    DType dtype = inputs[0].dtype();
    long size = 0;
    for (int i = 0; i < inputs.length; i++) {
      dtype = DType.promote(dtype, inputs[i].dtype());
      if (isSkipped(inputs[i].shape())) continue;
      requireFit(first, inputs[i].shape(), d, i);
      size += inputs[i].shape().get(d);
    }
    Dims shape = first.with(d, size);
    return Result.of(new ArraySpec(dtype, Geometry.of(shape, strides(shape, inputs))));
  }

  /// Channels-last if all inputs are, else dense.
  private static Dims strides(Dims shape, ArraySpec[] inputs) {
    for (ArraySpec input : inputs) {
      boolean alike = input.rank() == shape.rank();
      if (!alike || !MemoryFormat.isChannelsLast(input.geometry()))
        return shape.contiguousStrides();
    }
    return MemoryFormat.channelsLast(shape);
  }

  private static void requireDimensions(ArraySpec input, int position) {
    if (input.rank() > 0) return;
    throw TorchException.runtime(
        "zero-dimensional tensor (at position " + position + ") cannot be concatenated");
  }

  /// PyTorch's legacy: an empty vector fits everywhere.
  private static boolean isSkipped(Dims shape) {
    return shape.rank() == 1 && shape.get(0) == 0;
  }

  private static void requireFit(Dims first, Dims other, int d, int index) {
    if (first.rank() != other.rank()) {
      throw TorchException.runtime(
          "Tensors must have same number of dimensions: got "
              + first.rank()
              + " and "
              + other.rank());
    }
    for (int i = 0; i < first.rank(); i++) {
      if (i == d || first.get(i) == other.get(i)) continue;
      throw TorchException.runtime(
          "Sizes of tensors must match except in dimension "
              + d
              + ". Expected size "
              + first.get(i)
              + " but got size "
              + other.get(i)
              + " for tensor number "
              + index
              + " in the list.");
    }
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    int d = ViewOp.wrap(dim, out[0].rank());
    if (kernels.concat(in, d, out[0])) return;
    long start = 0;
    for (NdArray input : in) {
      if (isSkipped(input.shape())) continue;
      long size = input.shape().get(d);
      kernels.copy(input, out[0].view(out[0].geometry().slice(d, start, size, 1)));
      start += size;
    }
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", (long) dim);
  }

  @Override
  public Tensor[] gradients(Tensor[] g, Saved saved) {
    Tensor[] gradients = new Tensor[saved.inputCount()];
    if (g[0] == null) return gradients;
    int d = ViewOp.wrap(dim, g[0].dim());
    long start = 0;
    for (int i = 0; i < gradients.length; i++) {
      Dims shape = saved.spec(i).shape();
      if (isSkipped(shape)) {
        if (saved.needs(i)) gradients[i] = Tensor.zeros(g[0].dtype(), g[0].device(), shape);
        continue;
      }
      long end = start + saved.spec(i).shape().get(d);
      if (saved.needs(i)) gradients[i] = g[0].slice(d, start, end);
      start = end;
    }
    return gradients;
  }
}
