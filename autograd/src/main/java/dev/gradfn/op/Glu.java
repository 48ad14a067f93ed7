package dev.gradfn.op;

import dev.gradfn.autograd.FormulaNode;
import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Broadcast;
import dev.gradfn.core.DType;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.List;

/// The first half along `dim` times the sigmoid of the second.
public record Glu(int dim) implements Gated {
  @Override
  public String nodeName() {
    return "GluBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Geometry whole = inputs[0].geometry();
    if (whole.rank() == 0) {
      throw TorchException.runtime(
          "glu does not support scalars because halving size must be even");
    }
    int d = ViewOp.wrap(dim, whole.rank());
    long size = whole.shape().get(d);
    if (size % 2 != 0) {
      throw TorchException.runtime(
          "Halving dimension must be even, but dimension " + d + " is size " + size);
    }
    KernelTypes.requireFloating("glu_cpu", inputs[0].dtype());
    Geometry half = whole.slice(d, 0, size / 2, 1);
    return Result.of(
        new ArraySpec(
            inputs[0].dtype(), Geometry.of(half.shape(), Broadcast.strides(half.shape(), half))));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    Geometry whole = in[0].geometry();
    int d = ViewOp.wrap(dim, whole.rank());
    long half = out[0].shape().get(d);
    DType type = Loss.computing(out[0].dtype());
    NdArray x = Pointwise.converted(kernels, in[0].view(whole.slice(d, 0, half, 1)), type);
    NdArray second = in[0].view(whole.slice(d, half, half, 1));
    NdArray gate = NdArray.allocate(type, out[0].shape());
    kernels.map(Unary.SIGMOID.function(), Pointwise.converted(kernels, second, type), gate);
    if (type == out[0].dtype()) {
      kernels.zip(Binary.MUL.function(), x, gate, out[0]);
    } else {
      kernels.zip(Binary.MUL.function(), x, gate, gate);
      kernels.copy(gate, out[0]);
    }
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", (long) dim);
    saver.input("self", 0);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return FormulaNode.one(
        "GluBackwardBackward0", in -> slope(in[0], in[1]), g, saved.tensor("self"));
  }

  private Tensor slope(Tensor g, Tensor self) {
    long half = g.shape().get(ViewOp.wrap(dim, g.dim()));
    Tensor x = self.slice(dim, 0, half);
    Tensor s = self.slice(dim, half, 2 * half).sigmoid();
    Tensor gated = g.mul(s);
    return Shapes.cat(List.of(gated, gated.mul(x).mul(s.neg().add(1))), dim);
  }
}
