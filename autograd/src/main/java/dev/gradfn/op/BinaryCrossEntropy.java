package dev.gradfn.op;

import dev.gradfn.autograd.FormulaNode;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.List;

/// `−weight · (t log x + (1 − t) log(1 − x))`, logarithms not below −100. Inputs: self, target,
/// weight (optional).
public record BinaryCrossEntropy(long reduction) implements Loss {
  private static final double LOWEST_LOG = -100;

  private static final BinaryFunction UNWEIGHTED =
      new BinaryFunction(
          "binary_cross_entropy",
          // Of a float, 1 - x is exact enough in double.
          (x, t) -> (float) unweighted(x, t, Math.log(1 - (double) x)),
          (x, t) -> unweighted(x, t, Math.log1p(-x)));

  private static double unweighted(double x, double target, double logOfOneMinus) {
    if (!(x >= 0 && x <= 1)) {
      throw TorchException.runtime("all elements of input should be between 0 and 1");
    }
    if (!(target >= 0 && target <= 1)) {
      throw TorchException.runtime("all elements of target should be between 0 and 1");
    }
    double log = Math.max(Math.log(x), LOWEST_LOG);
    double logOfRest = Math.max(logOfOneMinus, LOWEST_LOG);
    return (target - 1) * logOfRest - target * log;
  }

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
    TorchException.check(
        inputs[1].dtype() == inputs[0].dtype(),
        () ->
            "Found dtype %s but expected %s"
                .formatted(inputs[1].dtype().scalarType(), inputs[0].dtype().scalarType()));
    KernelTypes.requireFloating("binary_cross_entropy", inputs[0].dtype());
    return reduced(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(inputs[0].shape())));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    DType type = Loss.computing(out[0].dtype());
    NdArray x = Pointwise.converted(kernels, in[0], type);
    NdArray target = Pointwise.converted(kernels, in[1], type);
    NdArray losses = NdArray.allocate(type, x.shape());
    kernels.zip(UNWEIGHTED, x, target, losses);
    if (in[2] != null) {
      NdArray weight = Pointwise.converted(kernels, in[2], type);
      kernels.zip(Binary.MUL.function(), losses, weight, losses);
    }
    writeReduced(kernels, losses, out[0]);
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
    if (input == 1) return mean(scaled(byTarget(x).mul(g), weight), x);
    return FormulaNode.one(
        "BinaryCrossEntropyBackwardBackward0",
        in -> mean(scaled(bySelf(in[1], in[2]).mul(in[0]), weight), in[1]),
        g,
        x,
        saved.tensor("target"));
  }

  /// The denominator stays away from 0.
  private static Tensor bySelf(Tensor x, Tensor target) {
    Activation floor = new Activation(Curve.HARDTANH, List.of(1e-12, 1.0));
    return x.sub(target).div(Operations.apply(floor, x.neg().add(1).mul(x)));
  }

  /// `log(1 − x) − log(x)`, which is minus the logit.
  private static Tensor byTarget(Tensor x) {
    return Operations.apply(Logit.LOGIT, x).neg();
  }
}
