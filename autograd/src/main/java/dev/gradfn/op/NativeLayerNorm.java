package dev.gradfn.op;

import dev.gradfn.autograd.FormulaNode;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Normalisation over the last dimensions, `normalizedShape`: `(x − mean) · rstd · weight + bias`.
///
/// Inputs: input, weight, bias; the last two optional. Results: output, mean, rstd.
public record NativeLayerNorm(Dims normalizedShape, double eps) implements Norm {
  @Override
  public String nodeName() {
    return "NativeLayerNormBackward0";
  }

  @Override
  public boolean isDifferentiable(int output) {
    return output == 0;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    TorchException.check(
        normalizedShape.rank() > 0,
        () ->
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one"
                + " element, but got normalized_shape = []");
    requireLike(inputs[1], "weight");
    requireLike(inputs[2], "bias");
    Dims shape = inputs[0].shape();
    int outer = shape.rank() - normalizedShape.rank();
    if (outer < 0 || !shape.slice(outer, shape.rank()).equals(normalizedShape)) {
      throw TorchException.runtime(
          "Given normalized_shape="
              + normalizedShape
              + ", expected input with shape [*, "
              + normalizedShape.toString().substring(1)
              + ", but got input of size"
              + shape);
    }
    ParameterTypes.require(inputs[0], inputs[1], inputs[2]);
    KernelTypes.requireFloating("LayerNormKernelImpl", inputs[0].dtype());
    Dims statistics = shape;
    for (int i = outer; i < shape.rank(); i++) statistics = statistics.with(i, 1);
    ArraySpec vector = new ArraySpec(inputs[0].dtype(), Geometry.contiguous(statistics));
    return new Result[] {
      Result.fresh(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(shape))),
      Result.fresh(vector),
      Result.fresh(vector)
    };
  }

  private void requireLike(ArraySpec factor, String name) {
    TorchException.check(
        factor == null || factor.shape().equals(normalizedShape),
        () ->
            "Expected "
                + name
                + " to be of same shape as normalized_shape, but got "
                + name
                + " of shape "
                + factor.shape()
                + " and normalized_shape = "
                + normalizedShape);
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    if (kernels.layerNorm(eps, in[0], in[1], in[2], out[1], out[2], out[0])) return;
    int rows = Math.toIntExact(out[1].numel());
    NdArray normalised = RowNorm.run(kernels, in[0], rows, eps, out[1], out[2]);
    RowNorm.scale(kernels, normalised, in[1], in[2], normalizedShape, out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.input("bias", 2);
    saver.input("input", 0);
    saver.value("normalized_shape", normalizedShape);
    saver.output("result1", 1);
    saver.output("result2", 2);
    saver.input("weight", 1);
  }

  @Override
  public Tensor[] gradients(Tensor[] g, Saved saved) {
    if (g[0] == null) return new Tensor[saved.inputCount()];
    boolean[] needs = {saved.needs(0), saved.needs(1), saved.needs(2)};
    return FormulaNode.run(
        "NativeLayerNormBackwardBackward0",
        in -> gradients(in[0], in[1], in[2], in[3], in[4], needs),
        g[0],
        saved.tensor("input"),
        saved.tensor("result1").detach(),
        saved.tensor("result2").detach(),
        saved.tensor("weight"),
        saved.tensor("bias"));
  }

  private Tensor[] gradients(
      Tensor g, Tensor x, Tensor mean, Tensor rstd, Tensor weight, boolean[] needs) {
    Tensor[] gradients = new Tensor[3];
    Dims rows = Dims.of(mean.numel(), normalizedShape.product());
    Tensor grad = g.reshape(rows);
    RowNorm norm = RowNorm.of(x.reshape(rows), mean, rstd, eps);
    if (needs[0]) {
      Tensor scaled = weight == null ? grad : grad.mul(weight.reshape(rows.get(1)));
      gradients[0] = norm.inputGradient(scaled).reshape(x.shape());
    }
    if (needs[1]) gradients[1] = columns(grad.mul(norm.normalised()));
    if (needs[2]) gradients[2] = columns(grad);
    return gradients;
  }

  private Tensor columns(Tensor rows) {
    return rows.sum(Dims.of(0), false).reshape(normalizedShape);
  }
}
