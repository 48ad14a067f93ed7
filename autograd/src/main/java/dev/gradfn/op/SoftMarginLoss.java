package dev.gradfn.op;

import dev.gradfn.autograd.FormulaNode;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.Broadcast;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.List;

/// `log(1 + exp(−target · self))`; targets are 1 and −1. Inputs: self, target.
public record SoftMarginLoss(long reduction) implements Loss {
  private static final BinaryFunction LOSS =
      new BinaryFunction(
          "soft_margin_loss",
          (x, y) -> (float) Math.log1p(Math.exp(-(double) y * x)),
          (x, y) -> Math.log1p(Math.exp(-y * x)));

  @Override
  public String nodeName() {
    return "SoftMarginLossBackward0";
  }

  @Override
  public int edgeCount(int inputs) {
    return 1;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Geometry x = inputs[0].geometry();
    Geometry target = inputs[1].geometry();
    Dims shape = Pointwise.broadcast(x.shape(), target.shape());
    DType dtype = ArraySpec.promote(List.of(inputs));
    TorchException.check(
        dtype.isFloatingPoint(),
        () -> "result type Float can't be cast to the desired output type " + dtype.scalarType());
    return reduced(new ArraySpec(dtype, Geometry.of(shape, Broadcast.strides(shape, x, target))));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    DType type = Loss.computing(out[0].dtype());
    NdArray x = Pointwise.converted(kernels, in[0], type);
    NdArray target = Pointwise.converted(kernels, in[1], type);
    NdArray losses = NdArray.allocate(type, Broadcast.shape(x.shape(), target.shape()));
    kernels.zip(LOSS, x, target, losses);
    writeReduced(kernels, losses, out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.value("reduction", reduction);
    saver.input("self", 0);
    saver.input("target", 1);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor target = saved.tensor("target");
    return FormulaNode.one(
        "SoftMarginLossBackwardBackward0",
        in -> slope(in[0], in[1], target),
        g,
        saved.tensor("self"));
  }

  private Tensor slope(Tensor g, Tensor x, Tensor target) {
    Tensor gradients = target.neg().mul(target.mul(x).neg().sigmoid()).mul(g);
    return mean(gradients, gradients);
  }
}
