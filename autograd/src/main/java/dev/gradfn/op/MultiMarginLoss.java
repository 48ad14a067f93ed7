package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// `Σ max(0, margin − x[t] + x[j])^p · weight[t] / c` over the classes `j` that are not the target
/// `t`. Inputs: self `[n, c]` or `[c]`, target `[n]` or `[]` (int64), weight `[c]` (optional).
public record MultiMarginLoss(Number p, Number margin, long reduction) implements Loss {
  @Override
  public String nodeName() {
    return "MultiMarginLossBackward0";
  }

  @Override
  public int edgeCount(int inputs) {
    return 1;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    if (p.doubleValue() != 1 && p.doubleValue() != 2) {
      throw TorchException.value("only p == 1 and p == 2 supported");
    }
    Dims shape = inputs[0].shape();
    Dims target = inputs[1].shape();
    boolean vectors = shape.rank() == 2 && shape.get(1) > 0;
    TorchException.check(
        vectors || shape.rank() < 2 && shape.product() > 0,
        () ->
            "Expected non-empty vector or matrix with optional 0-dim batch size, but got: "
                + shape);
    long rows = shape.rank() < 2 ? 1 : shape.get(0);
    TorchException.check(
        target.rank() <= 1 && target.product() == rows,
        () ->
            "multi_margin_loss: target tensor should be 1-D with size equal to the number of input samples (batch size). Expected target size [%d], but got %s. Input has shape %s."
                .formatted(rows, target, shape));
    TorchException.check(
        inputs[1].dtype() == DType.INT64,
        () -> "expected scalar type Long but found " + inputs[1].dtype().scalarType());
    long classes = classes(shape);
    TorchException.check(
        inputs[2] == null || inputs[2].rank() <= 1 && inputs[2].shape().product() == classes,
        () -> "inconsistent weight size, expected " + classes + " but got " + inputs[2].shape());
    return reduced(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(target)));
  }

  private static long classes(Dims shape) {
    return shape.rank() == 0 ? 1 : shape.get(-1);
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    int classes = Math.toIntExact(classes(in[0].shape()));
    double[] x = ElementLoop.read(kernels, in[0]);
    long[] target = Positions.longs(kernels, in[1]);
    double[] weight = ElementLoop.readOrFill(kernels, in[2], Dims.of(classes), 1);
    double[] losses = new double[target.length];
    for (int row = 0; row < losses.length; row++) {
      int wanted = (int) target[row];
      boolean exists = target[row] >= 0 && target[row] < classes;
      TorchException.check(exists, () -> "target out of range");
      for (int c = 0; c < classes; c++) {
        double z = margin.doubleValue() - x[row * classes + wanted] + x[row * classes + c];
        if (c == wanted || z <= 0) continue;
        losses[row] += (p.doubleValue() == 1 ? z : z * z) * weight[wanted] / classes;
      }
    }
    DType type = Loss.computing(out[0].dtype());
    NdArray each = NdArray.allocate(type, in[1].shape());
    ElementLoop.write(kernels, losses, each);
    writeReduced(kernels, each, out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.value("margin", margin);
    saver.value("p", p);
    saver.value("reduction", reduction);
    saver.input("self", 0);
    saver.input("target", 1);
    saver.input("weight", 2);
  }

  /// PyTorch knows no derivative of this one; these steps have one.
  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor self = saved.tensor("self");
    long classes = classes(self.shape());
    Tensor target = saved.tensor("target").reshape(-1, 1);
    Tensor x = self.reshape(target.numel(), classes);
    Tensor excess = x.sub(x.gather(1, target)).add(margin).clampMin(0);
    Tensor slope = p.doubleValue() == 1 ? excess.sign() : excess.mul(2);
    Tensor weight = saved.tensor("weight");
    if (weight != null) slope = slope.mul(weight.reshape(classes).take(target));
    Tensor rivals = Tensor.ones(x.dtype(), x.device(), x.shape());
    Tensor none = Tensor.zeros(x.dtype(), x.device(), target.shape());
    slope = slope.mul(rivals.scatter(1, target, none)).div(classes);
    Tensor own = slope.sum(Dims.of(1), true).neg();
    Tensor gradients = slope.scatterAdd(1, target, own);
    Tensor incoming = reduction == NONE ? g.reshape(-1, 1) : g;
    return mean(gradients.mul(incoming), target).reshape(self.shape());
  }
}
