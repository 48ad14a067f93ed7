package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.UnaryFunction;

/// [BinaryCrossEntropy] of `sigmoid(self)`, without overflow. Inputs: self, target, weight and
/// pos_weight (optional; the latter multiplies the target's part).
public record BinaryCrossEntropyWithLogits(long reduction) implements Loss {
  /// `log(1 + exp(−x))`.
  private static final UnaryFunction SOFTPLUS =
      new UnaryFunction(
          "softplus_of_negative",
          BinaryCrossEntropyWithLogits::quickSoftplus,
          x -> softplusOfNegative(x));

  private static final BinaryFunction FACTOR =
      new BinaryFunction("pos_factor", (p, t) -> 1 + (p - 1) * t, (p, t) -> 1 + (p - 1) * t);
  private static final BinaryFunction REST =
      new BinaryFunction("not_target", (x, t) -> (1 - t) * x, (x, t) -> (1 - t) * x);

  private static double softplusOfNegative(double x) {
    return Math.log1p(Math.exp(-Math.abs(x))) + Math.max(-x, 0);
  }

  /// The same in the precision of a float: `Math.log1p` takes four times as long as `Math.log`.
  private static float quickSoftplus(float x) {
    double power = Math.exp(-Math.abs((double) x));
    double log = power < 1e-4 ? power * (1 - power / 2) : Math.log(1 + power);
    return (float) (log + Math.max(-x, 0));
  }

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
    if (inputs[3] != null) Pointwise.broadcast(inputs[3].shape(), inputs[1].shape());
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
    DType type = Loss.computing(out[0].dtype());
    NdArray x = Pointwise.converted(kernels, in[0], type);
    NdArray target = Pointwise.converted(kernels, in[1], type);
    NdArray losses = NdArray.allocate(type, x.shape());
    kernels.map(SOFTPLUS, x, losses);
    if (in[3] != null) {
      NdArray positive = Pointwise.converted(kernels, in[3], type);
      NdArray factor = NdArray.allocate(type, x.shape());
      kernels.zip(FACTOR, positive, target, factor);
      kernels.zip(Binary.MUL.function(), losses, factor, losses);
    }
    NdArray rest = NdArray.allocate(type, x.shape());
    kernels.zip(REST, x, target, rest);
    kernels.zip(Add.function(), losses, rest, losses);
    if (in[2] != null) {
      NdArray weight = Pointwise.converted(kernels, in[2], type);
      kernels.zip(Binary.MUL.function(), losses, weight, losses);
    }
    writeReduced(kernels, losses, out[0]);
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
    Tensor slope = input == 0 ? bySelf(x, saved.tensor("target"), positive) : byTarget(x, positive);
    return mean(scaled(slope.mul(g), weight), x);
  }

  private static Tensor bySelf(Tensor x, Tensor target, Tensor positive) {
    if (positive == null) return x.sigmoid().sub(target);
    Tensor scaled = positive.mul(target);
    return scaled.add(1).sub(target).mul(x.sigmoid()).sub(scaled);
  }

  private static Tensor byTarget(Tensor x, Tensor positive) {
    if (positive == null) return x.neg();
    return LogSigmoid.of(x.neg()).sub(LogSigmoid.of(x).mul(positive));
  }
}
