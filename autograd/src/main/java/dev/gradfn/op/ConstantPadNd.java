package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The input with `value` around it. `pad` holds a pair (before, after) per dimension, the last
/// dimension first; negative numbers crop.
public record ConstantPadNd(Dims pad, double value) implements Copying {
  @Override
  public String nodeName() {
    return "ConstantPadNdBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Dims shape = inputs[0].shape();
    if (pad.rank() % 2 != 0 || pad.rank() > 2 * shape.rank()) {
      throw TorchException.runtime(
          "constant_pad_nd: expected a pair per padded dimension, at most "
              + shape.rank()
              + " of them, got "
              + pad);
    }
    for (int i = 0; i < pad.rank() / 2; i++) {
      int dim = shape.rank() - 1 - i;
      long size = shape.get(dim) + pad.get(2 * i) + pad.get(2 * i + 1);
      if (size < 0) {
        throw TorchException.runtime("narrow(): length must be non-negative.");
      }
      shape = shape.with(dim, size);
    }
    Dims strides = strides(inputs[0].geometry(), shape);
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.of(shape, strides)));
  }

  /// What is only cropped keeps its order in memory.
  private Dims strides(Geometry input, Dims shape) {
    for (long p : pad.toArray()) if (p > 0) return MemoryFormat.like(input, shape);
    return Clone.preserved(Geometry.of(shape, input.strides()));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.fill(value, out[0]);
    Geometry from = in[0].geometry();
    Geometry to = out[0].geometry();
    for (int i = 0; i < pad.rank() / 2; i++) {
      int dim = from.rank() - 1 - i;
      long crop = Math.max(-pad.get(2 * i), 0);
      long before = Math.max(pad.get(2 * i), 0);
      long size = Math.min(from.shape().get(dim) - crop, to.shape().get(dim) - before);
      from = from.slice(dim, crop, Math.max(size, 0), 1);
      to = to.slice(dim, before, Math.max(size, 0), 1);
    }
    kernels.copy(in[0].view(from), out[0].view(to));
  }

  @Override
  public void save(Saver saver) {
    saver.value("pad", pad);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return Operations.apply(new ConstantPadNd(pad.map(p -> -p), 0), g);
  }
}
