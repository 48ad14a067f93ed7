package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What all convolutions share: PyTorch's `_ConvNd`.
public abstract class ConvNd extends Layer {
  private static final List<String> MODES = List.of("replicate", "reflect", "zeros", "circular");

  /// Arguments of a convolution with PyTorch's defaults, one number per spatial dimension.
  ///
  /// @param paddingName `same` or `valid`; null: `padding` counts
  /// @param outputPadding of a transposed convolution
  public record Options(
      Dims kernelSize,
      Dims stride,
      Dims padding,
      Dims dilation,
      int groups,
      String paddingMode,
      String paddingName,
      Dims outputPadding,
      boolean bias) {

    public Options(
        Dims kernelSize, Dims stride, Dims padding, Dims dilation, int groups, String paddingMode) {
      this(
          kernelSize,
          stride,
          padding,
          dilation,
          groups,
          paddingMode,
          null,
          Dims.filled(kernelSize.rank(), 0),
          true);
    }

    /// Stride 1, no padding, dilation 1, one group, with bias.
    public static Options kernel(Dims kernelSize) {
      Dims ones = Dims.filled(kernelSize.rank(), 1);
      Dims zeros = Dims.filled(kernelSize.rank(), 0);
      return new Options(kernelSize, ones, zeros, ones, 1, "zeros");
    }

    public Options withStride(Dims s) {
      return new Options(
          kernelSize, s, padding, dilation, groups, paddingMode, paddingName, outputPadding, bias);
    }

    public Options withPadding(Dims p) {
      return new Options(
          kernelSize, stride, p, dilation, groups, paddingMode, null, outputPadding, bias);
    }

    /// @param name `same` or `valid`
    public Options withPadding(String name) {
      return new Options(
          kernelSize, stride, padding, dilation, groups, paddingMode, name, outputPadding, bias);
    }

    /// @param mode `zeros`, `reflect`, `replicate` or `circular`
    public Options withPaddingMode(String mode) {
      return new Options(
          kernelSize, stride, padding, dilation, groups, mode, paddingName, outputPadding, bias);
    }

    public Options withOutputPadding(Dims p) {
      return new Options(
          kernelSize, stride, padding, dilation, groups, paddingMode, paddingName, p, bias);
    }

    public Options withDilation(Dims d) {
      return new Options(
          kernelSize, stride, padding, d, groups, paddingMode, paddingName, outputPadding, bias);
    }

    public Options withGroups(int g) {
      return new Options(
          kernelSize, stride, padding, dilation, g, paddingMode, paddingName, outputPadding, bias);
    }

    public Options withBias(boolean b) {
      return new Options(
          kernelSize,
          stride,
          padding,
          dilation,
          groups,
          paddingMode,
          paddingName,
          outputPadding,
          b);
    }

    int rank() {
      return kernelSize.rank();
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

  /// With new weights.
  ///
  /// @param shape of the weight
  protected ConvNd(int inChannels, int outChannels, Options options, long[] shape) {
    this(
        inChannels,
        outChannels,
        options,
        Weights.kaiming(shape),
        newBias(outChannels, options, shape));
  }

  private static Tensor newBias(int outChannels, Options options, long[] shape) {
    if (!options.bias()) return null;
    return Weights.uniform(1 / Math.sqrt(Weights.fanIn(shape)), outChannels);
  }

  /// The shape `[first, second / groups, *kernel]`, after the checks of PyTorch's constructors.
  static long[] weightShape(int in, int out, Options options, boolean transposed) {
    check(in, out, options);
    int groups = options.groups();
    long first = transposed ? in : out;
    long second = (transposed ? out : in) / groups;
    return options.kernelSize().insert(0, second).insert(0, first).toArray();
  }

  private static void check(int in, int out, Options options) {
    if (options.groups() <= 0) throw TorchException.value("groups must be a positive integer");
    if (in % options.groups() != 0) {
      throw TorchException.value("in_channels must be divisible by groups");
    }
    if (out % options.groups() != 0) {
      throw TorchException.value("out_channels must be divisible by groups");
    }
    String name = options.paddingName();
    if (name != null && !name.equals("same") && !name.equals("valid")) {
      throw TorchException.value(
          "Invalid padding string '" + name + "', should be one of {'same', 'valid'}");
    }
    if ("same".equals(name) && !options.stride().equals(Dims.filled(options.rank(), 1))) {
      throw TorchException.value("padding='same' is not supported for strided convolutions");
    }
    if (!MODES.contains(options.paddingMode())) {
      throw TorchException.value(
          "padding_mode must be one of {'replicate', 'reflect', 'zeros', 'circular'}, but got"
              + " padding_mode='"
              + options.paddingMode()
              + "'");
    }
  }

  /// Whether forward is one convolution with a padding given in numbers.
  final boolean isPlain() {
    return options.paddingMode().equals("zeros") && options.paddingName() == null;
  }

  /// Another mode than zeros pads first and convolves what is padded.
  @Override
  protected Tensor forward(Tensor x) {
    Dims none = Dims.filled(options.rank(), 0);
    if (!options.paddingMode().equals("zeros")) {
      return convolved(F.pad(x, paddingAround(), options.paddingMode(), 0), none);
    }
    if (options.paddingName() == null) return convolved(x, options.padding());
    return Convolutions.conv(
        x,
        weight.get(),
        bias.get(),
        options.stride(),
        options.paddingName(),
        options.dilation(),
        options.groups());
  }

  private Tensor convolved(Tensor x, Dims padding) {
    return Convolutions.conv(
        x,
        weight.get(),
        bias.get(),
        options.stride(),
        padding,
        options.dilation(),
        options.groups());
  }

  /// A pair (before, after) for each dimension, the last first; an odd one goes behind.
  public Dims paddingAround() {
    int rank = options.rank();
    Dims around = Dims.filled(2 * rank, 0);
    if ("valid".equals(options.paddingName())) return around;
    for (int i = 0; i < rank; i++) {
      long total =
          options.paddingName() == null
              ? 2 * options.padding().get(i)
              : options.dilation().get(i) * (options.kernelSize().get(i) - 1);
      int pair = 2 * (rank - 1 - i);
      around = around.with(pair, total / 2).with(pair + 1, total - total / 2);
    }
    return around;
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

  protected boolean isTransposed() {
    return false;
  }

  @Override
  protected String extraRepr() {
    StringBuilder out = new StringBuilder();
    out.append(inChannels).append(", ").append(outChannels);
    out.append(", kernel_size=").append(Repr.tuple(options.kernelSize()));
    out.append(", stride=").append(Repr.tuple(options.stride()));
    Dims zeros = Dims.filled(options.rank(), 0);
    if (options.paddingName() != null) {
      out.append(", padding=").append(options.paddingName());
    } else if (!options.padding().equals(zeros)) {
      out.append(", padding=").append(Repr.tuple(options.padding()));
    }
    if (!options.dilation().equals(Dims.filled(options.rank(), 1))) {
      out.append(", dilation=").append(Repr.tuple(options.dilation()));
    }
    if (!options.outputPadding().equals(zeros)) {
      out.append(", output_padding=").append(Repr.tuple(options.outputPadding()));
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
    attributes.put(
        "padding", options.paddingName() == null ? options.padding() : options.paddingName());
    attributes.put("dilation", options.dilation());
    attributes.put("transposed", isTransposed());
    attributes.put("output_padding", options.outputPadding());
    attributes.put("groups", (long) options.groups());
    attributes.put("padding_mode", options.paddingMode());
    return attributes;
  }
}
