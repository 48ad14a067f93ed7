package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.autograd.Warnings;

/// What the instance normalisations share: PyTorch's `_InstanceNorm`.
public abstract class InstanceNorm extends RunningNorm {
  /// Neither affine parameters nor running statistics, PyTorch's default.
  public static final Options WITHOUT_PARAMETERS = new Options(1e-5, 0.1, false, false);

  private final int rank;

  /// @param rank the number of dimensions behind the channels
  protected InstanceNorm(int numFeatures, Options options, int rank) {
    super(numFeatures, options);
    this.rank = rank;
  }

  @Override
  protected Tensor forward(Tensor x) {
    Ranks.require(x, rank + 1, rank + 2);
    checkChannels(x, x.shape().get(x.dim() - rank - 1));
    if (x.dim() == rank + 2) return normalised(x);
    return normalised(x.unsqueeze(0)).squeeze(0);
  }

  private void checkChannels(Tensor x, long channels) {
    if (channels == numFeatures()) return;
    if (weight.get() != null) {
      throw TorchException.value(
          "expected input's size at dim="
              + (x.dim() - rank - 1)
              + " to match num_features ("
              + numFeatures()
              + "), but got: "
              + channels
              + ".");
    }
    Warnings.warn(
        "input's size at dim="
            + (x.dim() - rank - 1)
            + " does not match num_features. You can silence this warning by not passing in"
            + " num_features, which is not used because affine=False");
  }

  private Tensor normalised(Tensor x) {
    return Normalization.instanceNorm(
        x,
        runningMean.get(),
        runningVar.get(),
        weight.get(),
        bias.get(),
        isTraining() || !tracksStatistics(),
        momentum() == null ? 0 : momentum(),
        eps());
  }
}
