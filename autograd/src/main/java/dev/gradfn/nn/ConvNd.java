package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import java.util.LinkedHashMap;
import java.util.Map;

/// What all convolutions share: PyTorch's `_ConvNd`.
public abstract class ConvNd extends Layer {

  /// Arguments of a convolution with PyTorch's defaults, one number per spatial dimension.
  public record Options(
      Dims kernelSize, Dims stride, Dims padding, Dims dilation, int groups, String paddingMode) {

    /// Stride 1, no padding, dilation 1, one group.
    public static Options kernel(Dims kernelSize) {
      Dims ones = Dims.filled(kernelSize.rank(), 1);
      Dims zeros = Dims.filled(kernelSize.rank(), 0);
      return new Options(kernelSize, ones, zeros, ones, 1, "zeros");
    }

    public Options withStride(Dims s) {
      return new Options(kernelSize, s, padding, dilation, groups, paddingMode);
    }

    public Options withPadding(Dims p) {
      return new Options(kernelSize, stride, p, dilation, groups, paddingMode);
    }

    public Options withDilation(Dims d) {
      return new Options(kernelSize, stride, padding, d, groups, paddingMode);
    }

    public Options withGroups(int g) {
      return new Options(kernelSize, stride, padding, dilation, g, paddingMode);
    }
  }

  protected final int inChannels;
  protected final int outChannels;
  protected final Options options;
  protected final Slot<Tensor> weight;
  protected final Slot<Tensor> bias;

  /// @param weight `[out, in / groups, *kernel]`
  /// @param bias `[out]`, or null
  @SuppressWarnings("this-escape")
  protected ConvNd(int inChannels, int outChannels, Options options, Tensor weight, Tensor bias) {
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.options = options;
    this.weight = registerParameter("weight", parameterOrNull(weight));
    this.bias = registerParameter("bias", parameterOrNull(bias));
  }

  public int inChannels() {
    return inChannels;
  }

  public int outChannels() {
    return outChannels;
  }

  public Options options() {
    return options;
  }

  public Slot<Tensor> weight() {
    return weight;
  }

  public Slot<Tensor> bias() {
    return bias;
  }

  @Override
  protected String extraRepr() {
    StringBuilder out = new StringBuilder();
    out.append(inChannels).append(", ").append(outChannels);
    out.append(", kernel_size=").append(Repr.tuple(options.kernelSize()));
    out.append(", stride=").append(Repr.tuple(options.stride()));
    int rank = options.kernelSize().rank();
    if (!options.padding().equals(Dims.filled(rank, 0))) {
      out.append(", padding=").append(Repr.tuple(options.padding()));
    }
    if (!options.dilation().equals(Dims.filled(rank, 1))) {
      out.append(", dilation=").append(Repr.tuple(options.dilation()));
    }
    if (options.groups() != 1) out.append(", groups=").append(options.groups());
    if (bias.get() == null) out.append(", bias=False");
    if (!options.paddingMode().equals("zeros")) {
      out.append(", padding_mode=").append(options.paddingMode());
    }
    return out.toString();
  }

  @Override
  public Map<String, Object> attributes() {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("in_channels", (long) inChannels);
    attributes.put("out_channels", (long) outChannels);
    attributes.put("kernel_size", options.kernelSize());
    attributes.put("stride", options.stride());
    attributes.put("padding", options.padding());
    attributes.put("dilation", options.dilation());
    attributes.put("groups", (long) options.groups());
    attributes.put("padding_mode", options.paddingMode());
    return attributes;
  }
}
