package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// [BinaryCrossEntropy] of `sigmoid(self)`, without overflow. Inputs: self, target, weight and
/// pos_weight (optional; the latter multiplies the target's part).
public record BinaryCrossEntropyWithLogits(long reduction) implements Loss {
  @Override
  public String nodeName() {
    return "BinaryCrossEntropyWithLogitsBackward0";
  }

  @Override
  public int edgeCount(int inputs) {
    return 2;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    return reduced(
        new ArraySpec(
            type(inputs), Geometry.of(inputs[0].shape(), Clone.preserved(inputs[0].geometry()))));
  }

  /// PyTorch computes into `1 - target`.
  private static DType type(ArraySpec[] inputs) {
    DType target = inputs[1].dtype();
    TorchException.check(
        target.isFloatingPoint(),
        () -> "result type Float can't be cast to the desired output type " + target.scalarType());
    return target;
  }

  /// `(1 − t) x + (1 + (p − 1) t) log(1 + exp(−x))`.
  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    Dims shape = in[0].shape();
    double[] x = ElementLoop.read(kernels, in[0]);
    double[] target = ElementLoop.read(kernels, in[1]);
    double[] weight = ElementLoop.readOrFill(kernels, in[2], shape, 1);
    double[] positive = ElementLoop.readOrFill(kernels, in[3], shape, 1);
    for (int i = 0; i < x.length; i++) {
      double softplus = Math.log1p(Math.exp(-Math.abs(x[i]))) + Math.max(-x[i], 0);
      double factor = 1 + (positive[i] - 1) * target[i];
      x[i] = weight[i] * ((1 - target[i]) * x[i] + factor * softplus);
    }
    writeReduced(kernels, x, out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.input("pos_weight", 3);
    saver.value("reduction", reduction);
    saver.input("self", 0);
    saver.input("target", 1);
    saver.input("weight", 2);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor x = saved.tensor("self");
    Tensor weight = saved.tensor("weight");
    Tensor positive = saved.tensor("pos_weight");
    Tensor each = perElement(g, x.numel());
    if (weight != null) each = each.mul(weight);
    Tensor slope = input == 0 ? bySelf(x, saved.tensor("target"), positive) : byTarget(x, positive);
    return each.mul(slope);
  }

  private static Tensor bySelf(Tensor x, Tensor target, Tensor positive) {
    if (positive == null) return x.sigmoid().sub(target);
    Tensor scaled = positive.mul(target);
    return scaled.add(1).sub(target).mul(x.sigmoid()).sub(scaled);
  }

  private static Tensor byTarget(Tensor x, Tensor positive) {
    if (positive == null) return x.neg();
    Tensor log = Operations.applyAll(LogSigmoid.LOG_SIGMOID, x)[0];
    return x.neg().sub(log.mul(positive.sub(1)));
  }
}
