package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The inputs, all of one shape, along a new dimension `dim`.
public record Stack(int dim) implements Concat {
  @Override
  public String nodeName() {
    return "StackBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    if (inputs.length == 0) {
      throw TorchException.runtime("stack expects a non-empty TensorList");
    }
    Dims shape = inputs[0].shape();
    DType dtype = inputs[0].dtype();
    for (int i = 0; i < inputs.length; i++) {
      if (!inputs[i].shape().equals(shape)) {
        throw TorchException.runtime(
            "stack expects each tensor to be equal size, but got "
                + shape
                + " at entry 0 and "
                + inputs[i].shape()
                + " at entry "
                + i);
      }
      dtype = DType.promote(dtype, inputs[i].dtype());
    }
    int d = ViewOp.wrap(dim, shape.rank() + 1);
    Dims stacked = shape.insert(d, inputs.length);
    Geometry dense = Geometry.contiguous(stacked);
    return Result.of(new ArraySpec(dtype, d == shape.rank() ? dense : joined(inputs, d, stacked)));
  }

  /// Laid out as the inputs one after the other along `d`: PyTorch cuts that result into them.
  private static Geometry joined(ArraySpec[] inputs, int d, Dims stacked) {
    Geometry joined = new Cat(d).infer(inputs)[0].spec().geometry();
    if (joined.isContiguous()) return Geometry.contiguous(stacked);
    long step = joined.strides().get(d);
    return Geometry.of(stacked, joined.strides().insert(d, step * inputs[0].shape().get(d)));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    int d = ViewOp.wrap(dim, out[0].rank());
    for (int i = 0; i < in.length; i++) {
      kernels.copy(in[i], out[0].view(out[0].geometry().select(d, i)));
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
    for (int i = 0; i < gradients.length; i++) {
      if (saved.needs(i)) gradients[i] = g[0].select(d, i);
    }
    return gradients;
  }
}
