package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// `Σ max(0, 1 − x[t] + x[j]) / c` over the classes `t` that a row of the target names, up to its
/// first −1, and the classes `j` that it does not name. Inputs: self `[n, c]` or `[c]`, target of
/// the same shape (int64). Results: the loss, and is_target, 1 for what is named.
public record MultilabelMarginLoss(long reduction) implements Loss {
  @Override
  public String nodeName() {
    return "MultilabelMarginLossBackward0";
  }

  @Override
  public boolean isDifferentiable(int output) {
    return output == 0;
  }

  @Override
  public int edgeCount(int inputs) {
    return 1;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Dims shape = inputs[0].shape();
    boolean filled = shape.rank() < 2 ? shape.product() > 0 : shape.rank() == 2 && shape.get(1) > 0;
    TorchException.check(
        filled,
        () ->
            "Expected non-empty vector or matrix with optional 0-dim batch size, but got: "
                + shape);
    Dims target = inputs[1].shape();
    boolean same = shape.rank() < 2 ? target.product() == shape.product() : target.equals(shape);
    TorchException.check(
        same && target.rank() <= 2,
        () -> "inconsistent target size: %s for input of size: %s".formatted(target, shape));
    TorchException.check(
        inputs[1].dtype() == DType.INT64,
        () -> "expected scalar type Long but found " + inputs[1].dtype().scalarType());
    Dims rows = shape.rank() < 2 ? Dims.of() : shape.slice(0, 1);
    ArraySpec each = new ArraySpec(inputs[0].dtype(), Geometry.contiguous(rows));
    ArraySpec named = new ArraySpec(inputs[0].dtype(), Geometry.contiguous(target));
    return new Result[] {reduced(each)[0], Result.fresh(named)};
  }

  private static int classes(Dims shape) {
    return shape.rank() == 0 ? 1 : shape.at(-1);
  }

  /// How often each class is named.
  private static double[] counts(long[] target, int classes) {
    double[] counts = new double[target.length];
    for (int row = 0; row < target.length; row += classes) {
      for (int i = 0; i < classes && target[row + i] != -1; i++) {
        long named = target[row + i];
        boolean exists = named >= 0 && named < classes;
        TorchException.check(exists, () -> "argument #2 'target' is out of range");
        counts[row + (int) named]++;
      }
    }
    return counts;
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    int classes = classes(in[0].shape());
    double[] x = ElementLoop.read(kernels, in[0]);
    double[] counts = counts(Positions.longs(kernels, in[1]), classes);
    double[] losses = new double[x.length / classes];
    for (int i = 0; i < x.length; i++) {
      int row = i / classes;
      if (counts[i] == 0) continue;
      for (int j = row * classes; j < (row + 1) * classes; j++) {
        double z = 1 - x[i] + x[j];
        if (counts[j] == 0 && z > 0) losses[row] += counts[i] * z / classes;
      }
    }
    Dims rows = in[0].rank() < 2 ? Dims.of() : Dims.of(losses.length);
    NdArray each = NdArray.allocate(Loss.computing(out[0].dtype()), rows);
    ElementLoop.write(kernels, losses, each);
    writeReduced(kernels, each, out[0]);
    for (int i = 0; i < counts.length; i++) counts[i] = Math.min(counts[i], 1);
    ElementLoop.write(kernels, counts, out[1]);
  }

  @Override
  public void save(Saver saver) {
    saver.output("is_target", 1);
    saver.value("reduction", reduction);
    saver.input("self", 0);
    saver.input("target", 1);
  }

  /// PyTorch knows no derivative of this one; these steps have one.
  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor self = saved.tensor("self");
    int classes = classes(self.shape());
    Dims rows = Dims.of(self.numel() / classes, classes);
    Tensor x = self.reshape(rows);
    double[] counts = counts(saved.tensor("target").toLongArray(), classes);
    Tensor named = Tensor.of(NdArray.wrap(DType.FLOAT64, counts, rows)).to(x.dtype());
    // [row, named class, class that is not]
    Tensor excess = x.unsqueeze(1).sub(x.unsqueeze(2)).add(1).clampMin(0);
    Tensor slope = excess.sign().mul(named.unsqueeze(2)).mul(named.eq(0).unsqueeze(1)).div(classes);
    Tensor gradients = slope.sum(Dims.of(1), false).sub(slope.sum(Dims.of(2), false));
    Tensor incoming = reduction == NONE ? g.reshape(-1, 1) : g;
    Tensor all = gradients.mul(incoming);
    if (reduction == MEAN) all = all.div(Math.max(rows.get(0), 1));
    return all.reshape(self.shape());
  }
}
