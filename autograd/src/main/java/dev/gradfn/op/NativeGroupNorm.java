package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Normalisation over groups of channels of `input` `[n, c, *]`, then per channel `· weight +
/// bias`.
///
/// Inputs: input, weight, bias; the last two optional. Results: output, mean and rstd, `[n,
/// groups]`.
public record NativeGroupNorm(int groups, double eps) implements Norm {
  @Override
  public String nodeName() {
    return "NativeGroupNormBackward0";
  }

  @Override
  public boolean isDifferentiable(int output) {
    return output == 0;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Dims shape = inputs[0].shape();
    requireChannels(shape, inputs[1], "weight");
    requireChannels(shape, inputs[2], "bias");
    ParameterTypes.require(inputs[0], inputs[1], inputs[2]);
    KernelTypes.requireFloating("GroupNormKernelImpl", inputs[0].dtype());
    Geometry out = Geometry.of(shape, MemoryFormat.like(inputs[0].geometry(), shape));
    Geometry statistics = Geometry.contiguous(Dims.of(shape.get(0), groups));
    return new Result[] {
      Result.fresh(new ArraySpec(inputs[0].dtype(), out)),
      Result.fresh(new ArraySpec(inputs[0].dtype(), statistics)),
      Result.fresh(new ArraySpec(inputs[0].dtype(), statistics))
    };
  }

  private static void requireChannels(Dims input, ArraySpec vector, String name) {
    TorchException.check(
        vector == null || vector.rank() == 1 && vector.shape().get(0) == input.get(1),
        () ->
            "Expected %s to be a vector of size equal to the number of channels in input, but got %s of shape %s and input of shape %s"
                .formatted(name, name, vector.shape(), input));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    int rows = Math.toIntExact(out[1].numel());
    NdArray normalised = RowNorm.run(kernels, in[0], rows, eps, out[1], out[2]);
    Dims perChannel = Dims.filled(in[0].rank() - 1, 1).with(0, in[0].shape().get(1));
    RowNorm.scale(kernels, normalised, in[1], in[2], perChannel, out[0]);
  }

  @Override
  public void save(Saver saver) {
    Dims shape = saver.spec(0).shape();
    saver.value("C", shape.get(1));
    saver.value("HxW", shape.slice(2, shape.rank()).product());
    saver.value("N", shape.get(0));
    saver.value("eps", eps);
    saver.value("group", (long) groups);
    saver.input("input", 0);
    saver.output("result1", 1);
    saver.output("result2", 2);
    saver.input("weight", 1);
  }

  @Override
  public Tensor[] gradients(Tensor[] g, Saved saved) {
    Tensor[] gradients = new Tensor[saved.inputCount()];
    if (g[0] == null) return gradients;
    Tensor x = saved.tensor("input");
    Tensor weight = saved.tensor("weight");
    Dims shape = x.shape();
    long channels = shape.get(1);
    long positions = shape.slice(2, shape.rank()).product();
    Dims planes = Dims.of(shape.get(0), channels, positions);
    Dims rows = Dims.of(shape.get(0) * groups, channels / groups * positions);
    Tensor grad = g[0].reshape(planes);
    Tensor mean = saved.tensor("result1");
    RowNorm norm = RowNorm.of(x.reshape(rows), mean, saved.tensor("result2"), eps);
    if (saved.needs(0)) {
      Tensor scaled = weight == null ? grad : grad.mul(weight.reshape(channels, 1));
      gradients[0] = norm.inputGradient(scaled.reshape(rows)).reshape(shape);
    }
    Dims others = Dims.of(0, 2);
    if (saved.needs(1)) {
      gradients[1] = grad.mul(norm.normalised().reshape(planes)).sum(others, false);
    }
    if (saved.needs(2)) gradients[2] = grad.sum(others, false);
    return gradients;
  }
}
