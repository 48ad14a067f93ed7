package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import java.util.List;

/// What the transposed convolutions share. Called with a second argument `output_size`, they choose
/// the output padding that gives it.
public abstract class ConvTranspose extends ConvNd {
  protected ConvTranspose(int inChannels, int outChannels, Options options) {
    super(
        inChannels,
        outChannels,
        checked(options),
        weightShape(inChannels, outChannels, options, true));
  }

  private static Options checked(Options options) {
    if (options.paddingMode().equals("zeros")) return options;
    throw TorchException.value(
        "Only \"zeros\" padding mode is supported for ConvTranspose" + options.rank() + "d");
  }

  @Override
  protected boolean isTransposed() {
    return true;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return transposed(x, options.outputPadding());
  }

  @Override
  protected Object forward(Args args) {
    Tensor x = args.get(0, Tensor.class, this);
    Object size = args.get(1, "output_size", null);
    return size == null ? forward(x) : transposed(x, outputPadding(x, dims(size)));
  }

  private static Dims dims(Object size) {
    if (size instanceof Dims dims) return dims;
    return Dims.of(((List<?>) size).stream().mapToLong(item -> (Long) item).toArray());
  }

  private Tensor transposed(Tensor x, Dims outputPadding) {
    return Convolutions.transposed(
        x,
        weight.get(),
        bias.get(),
        options.stride(),
        options.padding(),
        outputPadding,
        options.groups(),
        options.dilation());
  }

  private Dims outputPadding(Tensor x, Dims given) {
    int rank = options.rank();
    Dims target = given.rank() > rank ? given.slice(given.rank() - rank, given.rank()) : given;
    Dims spatial = x.shape().slice(x.dim() - rank, x.dim());
    Dims least = target;
    Dims most = target;
    for (int i = 0; i < rank; i++) {
      long size =
          (spatial.get(i) - 1) * options.stride().get(i)
              - 2 * options.padding().get(i)
              + options.dilation().get(i) * (options.kernelSize().get(i) - 1)
              + 1;
      least = least.with(i, size);
      most = most.with(i, size + options.stride().get(i) - 1);
    }
    Dims padding = target;
    for (int i = 0; i < rank; i++) {
      if (target.get(i) < least.get(i) || target.get(i) > most.get(i)) {
        throw outOfRange(target, least, most, spatial);
      }
      padding = padding.with(i, target.get(i) - least.get(i));
    }
    return padding;
  }

  private static TorchException outOfRange(Dims target, Dims least, Dims most, Dims spatial) {
    return TorchException.value(
        "requested an output size of "
            + Repr.tuple(target)
            + ", but valid sizes range from "
            + least
            + " to "
            + most
            + " (for an input of torch.Size("
            + spatial
            + "))");
  }
}
