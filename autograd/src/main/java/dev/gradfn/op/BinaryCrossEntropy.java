package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.List;

/// `−weight · (t log x + (1 − t) log(1 − x))`, logarithms not below −100. Inputs: self, target,
/// weight (optional).
public record BinaryCrossEntropy(long reduction) implements Loss {
  private static final double LOWEST_LOG = -100;

  @Override
  public String nodeName() {
    return "BinaryCrossEntropyBackward0";
  }

  @Override
  public int edgeCount(int inputs) {
    return 2;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    return reduced(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(inputs[0].shape())));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    double[] x = ElementLoop.read(kernels, in[0]);
    double[] target = ElementLoop.read(kernels, in[1]);
    double[] weight = ElementLoop.readOrFill(kernels, in[2], in[0].shape(), 1);
    for (int i = 0; i < x.length; i++) {
      if (!(x[i] >= 0 && x[i] <= 1)) {
        throw TorchException.runtime("all elements of input should be between 0 and 1");
      }
      double log = Math.max(Math.log(x[i]), LOWEST_LOG);
      double logOfRest = Math.max(Math.log1p(-x[i]), LOWEST_LOG);
      x[i] = weight[i] * ((target[i] - 1) * logOfRest - target[i] * log);
    }
    writeReduced(kernels, x, out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.value("reduction", reduction);
    saver.input("self", 0);
    saver.input("target", 1);
    saver.input("weight", 2);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor x = saved.tensor("self");
    Tensor weight = saved.tensor("weight");
    Tensor each = perElement(g, x.numel());
    if (weight != null) each = each.mul(weight);
    return each.mul(input == 0 ? bySelf(x, saved.tensor("target")) : byTarget(x));
  }

  /// The denominator stays away from 0.
  private static Tensor bySelf(Tensor x, Tensor target) {
    Activation floor = new Activation(Curve.HARDTANH, List.of(1e-12, 1.0));
    return x.sub(target).div(Operations.apply(floor, x.neg().add(1).mul(x)));
  }

  /// `log(1 − x) − log(x)`, which is minus the logit.
  private static Tensor byTarget(Tensor x) {
    return Operations.apply(NegatedLogit.NEGATED_LOGIT, x);
  }
}
