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
    requireFits(inputs[0].shape(), inputs[1], inputs[2]);
    ArraySpec weight = inputs[2];
    TorchException.check(
        weight == null || weight.dtype() == inputs[0].dtype(),
        () ->
            "expected scalar type "
                + inputs[0].dtype().scalarType()
                + " but found "
                + weight.dtype().scalarType());
    ArraySpec number = new ArraySpec(inputs[0].dtype(), Geometry.contiguous(Dims.of()));
    Geometry elements = Geometry.contiguous(inputs[1].shape());
    Result loss = reduced(new ArraySpec(inputs[0].dtype(), elements))[0];
    return new Result[] {loss, Result.fresh(number)};
  }

  private void requireFits(Dims x, ArraySpec target, ArraySpec weight) {
    Dims shape = target.shape();
    TorchException.check(
        spatial || shape.rank() <= 1,
        () -> "0D or 1D target tensor expected, multi-target not supported");
    TorchException.check(
        !spatial || shape.rank() == 3,
        () ->
            "only batches of spatial targets supported (3D tensors) but got targets of dimension: "
                + shape.rank());
    boolean fits =
        spatial
            ? shape.equals(x.without(1))
            : x.rank() == 1 && shape.rank() == 0 || shape.rank() == 1 && shape.get(0) == x.get(0);
    TorchException.check(fits, () -> "size mismatch (got input: " + x + ", target: " + shape + ")");
    long classes = x.get(x.rank() == 1 ? 0 : 1);
    TorchException.check(
        weight == null || weight.rank() == 1 && weight.shape().get(0) == classes,
        () ->
            "weight tensor should be defined either for all "
                + classes
                + " classes or no classes but got weight tensor of shape: "
                + weight.shape());
    TorchException.check(
        target.dtype() == DType.INT64 || target.dtype() == DType.UINT8,
        () -> "expected target dtype to be Long or Byte, but got " + target.dtype().scalarType());
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
