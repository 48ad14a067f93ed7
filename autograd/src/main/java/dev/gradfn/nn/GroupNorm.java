package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;

/// Normalisation of each group of channels of each sample.
public final class GroupNorm extends SampleNorm {
  public GroupNorm(int numGroups, int numChannels) {
    this(numGroups, numChannels, 1e-5, true, true);
  }

  /// @param affine whether there are a weight and, if `bias`, a bias
  public GroupNorm(int numGroups, int numChannels, Number eps, boolean affine, boolean bias) {
    super(
        new Attributes()
            .with("num_groups", numGroups)
            .with("num_channels", checked(numGroups, numChannels))
            .with("eps", eps)
            .with("affine", affine),
        affine,
        affine && bias,
        numChannels);
  }

  private static int checked(int groups, int channels) {
    if (channels % groups == 0) return channels;
    throw TorchException.value(
        "num_channels (" + channels + ") must be divisible by num_groups (" + groups + ")");
  }

  @Override
  protected Tensor forward(Tensor x) {
    int groups = attributes.integer("num_groups");
    return Normalization.groupNorm(x, groups, weight.get(), bias.get(), eps());
  }

  @Override
  protected String extraRepr() {
    return attributes.get("num_groups")
        + ", "
        + attributes.get("num_channels")
        + ", "
        + attributes.repr("eps", "affine")
        + ", bias="
        + Repr.bool(bias.get() != null);
  }
}
