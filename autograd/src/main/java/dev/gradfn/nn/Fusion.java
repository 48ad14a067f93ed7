package dev.gradfn.nn;

import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;

/// Folds a batch norm, as it is in evaluation mode, into the layer before it:
/// `torch.nn.utils.fusion`.
public final class Fusion {
  private Fusion() {}

  /// @param weight of the fused layer
  /// @param bias of the fused layer
  public record Weights(Parameter weight, Parameter bias) {}

  /// What a batch norm computes in evaluation mode.
  ///
  /// @param weight null: 1
  /// @param bias null: 0
  public record Norm(Tensor mean, Tensor variance, double eps, Tensor weight, Tensor bias) {
    public static Norm of(BatchNorm norm) {
      return new Norm(
          norm.runningMean().get(),
          norm.runningVar().get(),
          norm.eps(),
          norm.weight().get(),
          norm.bias().get());
    }

    private Tensor deviationInverted() {
      return variance.add(eps).rsqrt();
    }

    private Tensor weightOrOnes() {
      return weight == null ? filled(1) : weight;
    }

    private Tensor biasOrZeros() {
      return bias == null ? filled(0) : bias;
    }

    private Tensor filled(double value) {
      return Tensor.full(mean.dtype(), mean.device(), mean.shape(), value);
    }
  }

  /// A copy of `conv` that computes what `norm` makes of its output.
  ///
  /// @throws TorchException unless both are in evaluation mode and the norm has statistics
  public static <C extends ConvNd> C fuseConvBnEval(C conv, BatchNorm norm) {
    C fused = prepared(conv, norm);
    Weights weights =
        fuseConvBnWeights(
            conv.weight().get(), conv.bias().get(), Norm.of(norm), conv.isTransposed());
    fused.weight().set(weights.weight());
    fused.bias().set(weights.bias());
    return fused;
  }

  /// A copy of `linear` that computes what `norm` makes of its output.
  ///
  /// @throws TorchException unless both are in evaluation mode, the norm has statistics, and its
  ///   features are 1 or those of `linear`
  public static Linear fuseLinearBnEval(Linear linear, BatchNorm norm) {
    Linear fused = prepared(linear, norm);
    long features = linear.weight().get().shape().get(0);
    require(
        norm.numFeatures() == features || norm.numFeatures() == 1,
        "To fuse, linear.out_features == bn.num_features or bn.num_features == 1");
    Weights weights =
        fuseLinearBnWeights(linear.weight().get(), linear.bias().get(), Norm.of(norm));
    fused.weight().set(weights.weight());
    fused.bias().set(weights.bias());
    return fused;
  }

  @SuppressWarnings("unchecked") // a copy has the type of the original
  private static <M extends Module> M prepared(M layer, BatchNorm norm) {
    require(!layer.isTraining() && !norm.isTraining(), "Fusion only for eval!");
    require(norm.runningMean().get() != null && norm.runningVar().get() != null, "");
    return (M) layer.deepcopy();
  }

  private static void require(boolean condition, String message) {
    if (!condition) throw new TorchException(TorchException.Kind.ASSERTION, message);
  }

  /// @param bias null: 0
  /// @param transposed whether `weight` has the output channels in its second dimension
  public static Weights fuseConvBnWeights(
      Tensor weight, Tensor bias, Norm norm, boolean transposed) {
    Tensor before = bias == null ? norm.filled(0) : bias;
    Tensor inverse = norm.deviationInverted();
    Dims perChannel = Dims.filled(weight.dim(), 1).with(transposed ? 1 : 0, -1);
    Tensor scale = norm.weightOrOnes().mul(inverse).reshape(perChannel);
    Tensor fusedBias =
        before.sub(norm.mean()).mul(inverse).mul(norm.weightOrOnes()).add(norm.biasOrZeros());
    return weights(weight, before, weight.mul(scale), fusedBias, bias);
  }

  /// @param bias null: 0
  public static Weights fuseLinearBnWeights(Tensor weight, Tensor bias, Norm norm) {
    Tensor before = bias == null ? norm.filled(0) : bias;
    Tensor scale = norm.weightOrOnes().mul(norm.deviationInverted());
    Tensor fusedBias = before.sub(norm.mean()).mul(scale).add(norm.biasOrZeros());
    return weights(
        weight, before, weight.mul(scale.unsqueeze(-1).to(weight.dtype())), fusedBias, bias);
  }

  private static Weights weights(
      Tensor weight, Tensor before, Tensor fusedWeight, Tensor fusedBias, Tensor givenBias) {
    DType biasType = givenBias == null ? weight.dtype() : givenBias.dtype();
    return new Weights(
        parameter(fusedWeight.to(weight.dtype()), weight),
        parameter(fusedBias.to(biasType), before));
  }

  private static Parameter parameter(Tensor data, Tensor like) {
    return new Parameter(data.detach().array(), like.requiresGrad());
  }
}
