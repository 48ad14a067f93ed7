package dev.gradfn.op;

import dev.gradfn.autograd.Autograd;
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
  public Result[] infer(ArraySpec[] inputs) {
    Dims shape = inputs[0].shape();
    requireChannels(shape, inputs[1], "weight", inputs[1]);
    requireChannels(shape, inputs[2], "bias", inputs[1] == null ? inputs[2] : inputs[1]);
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

  /// @param shown whose shape PyTorch shows: the weight's, for the bias too
  private static void requireChannels(Dims input, ArraySpec vector, String name, ArraySpec shown) {
    TorchException.check(
        vector == null || vector.rank() == 1 && vector.shape().get(0) == input.get(1),
        () ->
            "Expected %s to be a vector of size equal to the number of channels in input, but got %s of shape %s and input of shape %s"
                .formatted(name, name, shown.shape(), input));
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
    boolean plain = g[0] != null && g[1] == null && g[2] == null;
    return plain && !Autograd.isGradEnabled() ? fromRows(g[0], saved) : inSteps(g, saved);
  }

  private Tensor[] fromRows(Tensor g, Saved saved) {
    Tensor[] gradients = new Tensor[saved.inputCount()];
    Tensor x = saved.tensor("input");
    Tensor weight = saved.tensor("weight");
    Dims shape = x.shape();
    long channels = shape.get(1);
    long positions = shape.slice(2, shape.rank()).product();
    Dims planes = Dims.of(shape.get(0), channels, positions);
    Dims rows = Dims.of(shape.get(0) * groups, channels / groups * positions);
    Tensor grad = g.reshape(planes);
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

  /// The same in differentiable steps, by way of mean and rstd: their gradients, which second
  /// derivatives bring, come back as `g[1]` and `g[2]`.
  private Tensor[] inSteps(Tensor[] g, Saved saved) {
    Tensor input = saved.tensor("input");
    Tensor weight = saved.tensor("weight");
    Dims shape = input.shape();
    long batch = shape.get(0);
    long positions = shape.slice(2, shape.rank()).product();
    long members = shape.get(1) / groups;
    Dims split = Dims.of(batch, groups, members, positions);
    Dims perGroup = Dims.of(batch, groups, 1, 1);
    Tensor x = input.reshape(split);
    Tensor mean = saved.tensor("result1").reshape(perGroup);
    Tensor rstd = saved.tensor("result2").reshape(perGroup);
    Dims along = Dims.of(3);
    Tensor grad = g[0] == null ? null : g[0].reshape(split);
    Tensor dot = grad == null ? null : grad.mul(x).sum(along, false).unsqueeze_(-1);
    Tensor sum = grad == null ? null : grad.sum(along, false).unsqueeze_(-1);
    Tensor[] gradients = new Tensor[saved.inputCount()];
    if (saved.needs(0)) {
      double share = 1.0 / (members * positions);
      Tensor cube = rstd.mul(rstd).mul(rstd);
      Tensor all = null;
      if (grad != null) {
        Tensor factor = weight == null ? null : weight.reshape(Dims.of(1, groups, members, 1));
        all = ofOutput(new Tensor[] {grad, dot, sum, x, mean, rstd, cube, factor}, share);
      }
      Tensor more = ofStatistics(g, perGroup, x.sub(mean), cube, share);
      if (more != null) all = all == null ? more.expand(split) : all.add(more);
      gradients[0] = all == null ? null : all.reshape(shape);
    }
    if (grad == null) return gradients;
    if (saved.needs(1)) {
      Tensor perChannel = dot.sub(sum.mul(mean)).mul(rstd).sum(Dims.of(0), false);
      gradients[1] = perChannel.reshape(weight.shape());
    }
    if (saved.needs(2)) {
      gradients[2] = sum.sum(Dims.of(0), false).reshape(saved.spec(2).shape());
    }
    return gradients;
  }

  /// @param in the gradient, its sums with and without the input, input, mean, rstd, rstd³, weight
  private static Tensor ofOutput(Tensor[] in, double share) {
    Tensor mean = in[4];
    Tensor rstd = in[5];
    Tensor factor = in[7];
    Dims members = Dims.of(2);
    Tensor slope = factor == null ? rstd : rstd.mul(factor);
    Tensor dots = (factor == null ? in[1] : in[1].mul(factor)).sum(members, false).unsqueeze_(-2);
    Tensor sums = (factor == null ? in[2] : in[2].mul(factor)).sum(members, false).unsqueeze_(-2);
    Tensor bend = sums.mul(mean).sub(dots).mul(in[6]).mul(share);
    Tensor shift = bend.neg().mul(mean).sub(sums.mul(rstd).mul(share));
    return slope.mul(in[0]).add(bend.mul(in[3])).add(shift);
  }

  /// `∂mean/∂x = 1/n`, `∂rstd/∂x = −rstd³ (x − mean) / n`.
  private static Tensor ofStatistics(
      Tensor[] g, Dims perGroup, Tensor centred, Tensor cube, double share) {
    Tensor byMean = g[1] == null ? null : g[1].reshape(perGroup).mul(share);
    if (g[2] == null) return byMean;
    Tensor byRstd = cube.mul(g[2].reshape(perGroup)).mul(centred).mul(-share);
    return byMean == null ? byRstd : byRstd.add(byMean);
  }
}
