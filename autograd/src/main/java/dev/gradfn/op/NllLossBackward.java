package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The derivative of [NllLoss] by its first input, which only lends its shape. Inputs: grad_output,
/// self, target, weight (optional).
public record NllLossBackward(NllLoss loss) implements Loss {
  @Override
  public long reduction() {
    return loss.reduction();
  }

  @Override
  public String nodeName() {
    return loss.spatial() ? "NllLoss2DBackwardBackward0" : "NllLossBackwardBackward0";
  }

  @Override
  public int edgeCount(int inputs) {
    return 2;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(inputs[1].shape())));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    Dims shape = in[1].shape();
    NllPlaces places = NllPlaces.of(kernels, loss, shape, in[2], in[3]);
    double[] g = ElementLoop.read(kernels, in[0], in[2].shape());
    double divisor = reduction() == MEAN ? places.totalWeight() : 1;
    double[] gradient = new double[Math.toIntExact(shape.product())];
    for (int i = 0; i < g.length; i++) {
      if (places.takesPart(i)) gradient[places.index(i)] = -places.weight(i) * g[i] / divisor;
    }
    ElementLoop.write(kernels, gradient, out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.input("target", 2);
    saver.input("weight", 3);
  }

  /// Linear in `grad_output`: the way back is the loss itself.
  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    if (input == 1) {
      return Tensor.zeros(g.dtype(), g.device(), saved.spec(1).shape());
    }
    return Operations.applyAll(loss, g, saved.tensor("target"), saved.tensor("weight"))[0];
  }
}
