package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.stream.DoubleStream;

/// Minus the element of the target's class, `[c]`, `[n, c]` or (`spatial`) `[n, c, h, w]`. Inputs:
/// self, target (classes), weight (one per class, optional). Results: the loss, and the sum of the
/// weights that took part.
public record NllLoss(long reduction, long ignoreIndex, boolean spatial) implements Loss {
  @Override
  public String nodeName() {
    return spatial ? "NllLoss2DBackward0" : "NllLossBackward0";
  }

  @Override
  public int edgeCount(int inputs) {
    return 1;
  }

  @Override
  public boolean isDifferentiable(int output) {
    return output == 0;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    ArraySpec number = new ArraySpec(inputs[0].dtype(), Geometry.contiguous(Dims.of()));
    Geometry elements = Geometry.contiguous(inputs[1].shape());
    Result loss = reduced(new ArraySpec(inputs[0].dtype(), elements))[0];
    return new Result[] {loss, Result.fresh(number)};
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    NllPlaces places = NllPlaces.of(kernels, this, in[0].shape(), in[1], in[2]);
    double[] x = ElementLoop.read(kernels, in[0]);
    double[] losses = new double[places.count()];
    for (int i = 0; i < losses.length; i++) {
      if (places.takesPart(i)) losses[i] = -places.weight(i) * x[places.index(i)];
    }
    double total = reduction == NONE ? 0 : places.totalWeight();
    double sum = DoubleStream.of(losses).sum();
    if (reduction != NONE) losses = new double[] {reduction == MEAN ? sum / total : sum};
    ElementLoop.write(kernels, losses, out[0]);
    ElementLoop.write(kernels, new double[] {total}, out[1]);
  }

  @Override
  public void save(Saver saver) {
    saver.value("ignore_index", ignoreIndex);
    saver.value("reduction", reduction);
    saver.input("self", 0);
    saver.input("target", 1);
    saver.output("total_weight", 1);
    saver.input("weight", 2);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor target = saved.tensor("target");
    Tensor weight = saved.tensor("weight");
    return Operations.apply(new NllLossBackward(this), g, saved.tensor("self"), target, weight);
  }
}
