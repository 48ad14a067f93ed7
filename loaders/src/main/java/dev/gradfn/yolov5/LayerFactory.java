package dev.gradfn.yolov5;

import dev.gradfn.core.Dims;
import dev.gradfn.nn.AdaptiveAvgPool2d;
import dev.gradfn.nn.ConvNd;
import dev.gradfn.nn.ConvTranspose2d;
import dev.gradfn.nn.Dropout;
import dev.gradfn.nn.Flatten;
import dev.gradfn.nn.Identity;
import dev.gradfn.nn.LeakyReLU;
import dev.gradfn.nn.MaxPool2d;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.ModuleList;
import dev.gradfn.nn.ReLU;
import dev.gradfn.nn.Sequential;
import dev.gradfn.nn.SiLU;
import dev.gradfn.nn.Upsample;
import dev.gradfn.nn.ZeroPad2d;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Makes new layers by the names that configs use, with YOLOv5's arguments and defaults.
final class LayerFactory {
  /// Of EfficientNet's last layer.
  private static final int CLASSIFIER_CHANNELS = 1280;

  private final YoloVersion rules;
  private final NewLayers torch;
  private final Supplier<Module> activation;

  /// @param activation what a convolution gets that asks for none in particular
  LayerFactory(YoloVersion rules, NewLayers torch, Supplier<Module> activation) {
    this.rules = rules;
    this.torch = torch;
    this.activation = activation;
  }

  /// @throws IllegalArgumentException for a name that is not known, or arguments that do not fit
  Module make(String name, LayerArguments a) {
    return switch (name) {
      case "Conv" -> conv(a);
      case "DWConv" -> depthwise(a);
      case "GhostConv" ->
          ghostConv(
              a.positive(0),
              a.positive(1),
              a.pair(2, 1),
              a.pair(3, 1),
              a.positive(4, 1),
              a.get(5, true));
      case "GhostBottleneck" ->
          ghostBottleneck(a.positive(0), a.positive(1), a.positive(2, 3), a.positive(3, 1));
      case "Bottleneck" ->
          bottleneck(
              a.positive(0), a.positive(1), a.bool(2, true), a.positive(3, 1), a.number(4, 0.5));
      case "CrossConv" ->
          crossConv(
              a.positive(0),
              a.positive(1),
              a.positive(2, 3),
              a.positive(3, 1),
              a.positive(4, 1),
              a.number(5, 1),
              a.bool(6, false));
      case "BottleneckCSP" -> bottleneckCsp(a);
      case "C3", "C3Ghost", "C3x", "C3TR" -> c3(name, a);
      case "C3SPP" -> c3Spp(a);
      case "SPP" -> spp(a.positive(0), a.positive(1), a.integers(2, 5, 9, 13));
      case "SPPF" -> sppf(a.positive(0), a.positive(1), a.positive(2, 5));
      case "Focus" -> focus(a);
      case "MixConv2d" -> mixConv(a);
      case "Contract" -> new Contract(a.positive(0, 2));
      case "Expand" -> new Expand(a.positive(0, 2));
      case "DWConvTranspose2d" -> depthwiseTransposed(a);
      case "TransformerBlock" ->
          transformer(a.positive(0), a.positive(1), a.positive(2), a.positive(3));
      case "Classify" -> classify(a);
      case "Concat" -> new Concat(a.integer(0, 1));
      case "Sum" -> Sum.create(a.positive(0), a.bool(1, false));
      default -> torchLayer(name, a);
    };
  }

  private Module torchLayer(String name, LayerArguments a) {
    return switch (name) {
      case "nn.Upsample" -> upsample(a);
      case "nn.MaxPool2d" -> maxPool(a);
      case "nn.ZeroPad2d" -> new ZeroPad2d(padding(a.integers(0)));
      case "nn.Conv2d" ->
          torch.conv2d(
              a.positive(0),
              a.positive(1),
              new ConvNd.Options(
                  a.pair(2, 1),
                  a.pair(3, 1),
                  a.pair(4, 0),
                  a.pair(5, 1),
                  a.positive(6, 1),
                  "zeros"),
              a.bool(7, true));
      case "nn.ConvTranspose2d" -> transposed(a);
      case "nn.BatchNorm2d" -> torch.batchNorm2d(a.positive(0));
      case "nn.SiLU" -> new SiLU(rules.siluInPlace());
      case "nn.ReLU" -> new ReLU(true);
      case "nn.LeakyReLU" -> new LeakyReLU(a.number(0, 0.01), true);
      case "nn.Identity" -> new Identity();
      default ->
          throw new IllegalArgumentException(
              "module \"" + name + "\" is not known; layers of one's own are built in Java");
    };
  }

  // ---- convolutions --------------------------------------------------------------------------

  private Conv conv(LayerArguments a) {
    int act = rules.sharesActivation() ? 7 : 6;
    Dims dilation = rules.sharesActivation() ? a.pair(6, 1) : Dims.of(1, 1);
    return conv(
        "Conv",
        a.positive(0),
        a.positive(1),
        new Window(a.pair(2, 1), a.pair(3, 1), a.pairOrNull(4), dilation),
        a.positive(5, 1),
        a.get(act, true));
  }

  private Conv depthwise(LayerArguments a) {
    int act = rules.sharesActivation() ? 5 : 4;
    Dims dilation = rules.sharesActivation() ? a.pair(4, 1) : Dims.of(1, 1);
    Window window = new Window(a.pair(2, 1), a.pair(3, 1), null, dilation);
    return depthwise(a.positive(0), a.positive(1), window, a.get(act, true));
  }

  private Conv depthwise(int in, int out, Window window, Object act) {
    return conv("DWConv", in, out, window, commonDivisor(in, out), act);
  }

  private static int commonDivisor(int a, int b) {
    return BigInteger.valueOf(a).gcd(BigInteger.valueOf(b)).intValue();
  }

  /// Kernel, stride, padding and dilation of a convolution.
  ///
  /// @param padding null: half of the kernel, so that only the stride changes the size
  private record Window(Dims kernel, Dims stride, Dims padding, Dims dilation) {
    static Window of(long kernel, long stride) {
      return of(Dims.of(kernel, kernel), Dims.of(stride, stride));
    }

    static Window of(Dims kernel, Dims stride) {
      return new Window(kernel, stride, null, Dims.of(1, 1));
    }

    ConvNd.Options options(int groups) {
      return new ConvNd.Options(kernel, stride, chosenPadding(), dilation, groups, "zeros");
    }

    private Dims chosenPadding() {
      if (padding != null) return padding;
      long[] half = new long[2];
      for (int i = 0; i < 2; i++) {
        half[i] = (dilation.get(i) * (kernel.get(i) - 1) + 1) / 2;
      }
      return Dims.of(half);
    }
  }

  private Conv conv(String type, int in, int out, Window window, int groups, Object act) {
    requireGroups(in, out, groups);
    return new Conv(
        type,
        torch.conv2d(in, out, window.options(groups), false),
        torch.batchNorm2d(out),
        activation(act));
  }

  private static void requireGroups(int in, int out, int groups) {
    if (in % groups == 0 && out % groups == 0) return;
    throw new IllegalArgumentException(
        "groups, expected a divisor of " + in + " and " + out + " channels, got " + groups);
  }

  private Module activation(Object act) {
    if (act instanceof Module module) return module;
    return Boolean.TRUE.equals(act) ? activation.get() : new Identity();
  }

  private Conv conv(int in, int out, int kernel, int stride) {
    return conv("Conv", in, out, Window.of(kernel, stride), 1, true);
  }

  private Conv pointwise(int in, int out) {
    return conv(in, out, 1, 1);
  }

  /// channels in, out, kernel, stride, padding, output padding, groups, bias, dilation
  private Module transposed(LayerArguments a) {
    int in = a.positive(0);
    int out = a.positive(1);
    ConvNd.Options options =
        ConvNd.Options.kernel(a.pair(2, 1))
            .withStride(a.pair(3, 1))
            .withPadding(a.pair(4, 0))
            .withOutputPadding(a.pair(5, 0))
            .withGroups(a.positive(6, 1))
            .withBias(a.bool(7, true))
            .withDilation(a.pair(8, 1));
    return torch.filled(
        () -> new ConvTranspose2d(in, out, options), bound(out / options.groups(), options));
  }

  /// channels in, out, kernel, stride, padding, output padding
  private Module depthwiseTransposed(LayerArguments a) {
    int in = a.positive(0);
    int out = a.positive(1);
    ConvNd.Options options =
        ConvNd.Options.kernel(a.pair(2, 1))
            .withStride(a.pair(3, 1))
            .withPadding(a.pair(4, 0))
            .withOutputPadding(a.pair(5, 0))
            .withGroups(commonDivisor(in, out));
    return torch.filled(
        () -> new DWConvTranspose2d(in, out, options), bound(out / options.groups(), options));
  }

  private static double bound(long perGroup, ConvNd.Options options) {
    return 1 / Math.sqrt(perGroup * options.kernelSize().product());
  }

  /// channels in, classes, kernel, stride, padding, groups[, dropout]
  private Module classify(LayerArguments a) {
    int in = a.positive(0);
    int classes = a.positive(1);
    Window window = new Window(a.pair(2, 1), a.pair(3, 1), a.pairOrNull(4), Dims.of(1, 1));
    int groups = a.positive(5, 1);
    if (rules.classifiesByLinear()) {
      return new Classify(
          conv("Conv", in, CLASSIFIER_CHANNELS, window, groups, true),
          new AdaptiveAvgPool2d(1),
          new Dropout(a.number(6, 0), true),
          torch.linear(CLASSIFIER_CHANNELS, classes, true));
    }
    return new PooledClassify(
        new AdaptiveAvgPool2d(1),
        torch.conv2d(in, classes, window.options(groups), true),
        new Flatten());
  }

  private Module focus(LayerArguments a) {
    Window window = new Window(a.pair(2, 1), a.pair(3, 1), a.pairOrNull(4), Dims.of(1, 1));
    int in = 4 * a.positive(0);
    return new Focus(conv("Conv", in, a.positive(1), window, a.positive(5, 1), a.get(6, true)));
  }

  private Module ghostConv(int in, int out, Dims kernel, Dims stride, int groups, Object act) {
    int half = out / 2;
    return new GhostConv(
        conv("Conv", in, half, Window.of(kernel, stride), groups, act),
        conv("Conv", half, half, Window.of(5, 1), half, act));
  }

  private Module ghostPointwise(int in, int out, Object act) {
    return ghostConv(in, out, Dims.of(1, 1), Dims.of(1, 1), 1, act);
  }

  private Module ghostBottleneck(int in, int out, int kernel, int stride) {
    int hidden = out / 2;
    boolean halves = stride == 2;
    Window window = Window.of(kernel, stride);
    Module first = ghostPointwise(in, hidden, true);
    Module second = halves ? depthwise(hidden, hidden, window, false) : new Identity();
    Module third = ghostPointwise(hidden, out, false);
    Module shortcut = new Identity();
    if (halves) {
      Module fitted = conv("Conv", in, out, Window.of(1, 1), 1, false);
      shortcut = new Sequential(List.of(depthwise(in, in, window, false), fitted));
    }
    return new GhostBottleneck(new Sequential(List.of(first, second, third)), shortcut);
  }

  private Module mixConv(LayerArguments a) {
    int in = a.positive(0);
    int out = a.positive(1);
    Dims kernels = a.integers(2, 1, 3);
    int[] parts = MixConv2d.parts(out, kernels, a.bool(4, true));
    List<Module> convolutions = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      long kernel = kernels.get(i);
      int groups = rules.mixAddsInput() ? 1 : commonDivisor(in, parts[i]);
      ConvNd.Options options = Window.of(Dims.of(kernel, kernel), a.pair(3, 1)).options(groups);
      convolutions.add(torch.conv2d(in, parts[i], options, false));
    }
    Module act = rules.mixAddsInput() ? new LeakyReLU(0.1, true) : new SiLU(true);
    return new MixConv2d(
        new ModuleList(convolutions), torch.batchNorm2d(out), act, rules.mixAddsInput());
  }

  // ---- stacks --------------------------------------------------------------------------------

  private Module bottleneck(int in, int out, boolean shortcut, int groups, double expansion) {
    int hidden = (int) (out * expansion);
    Conv reduce = pointwise(in, hidden);
    Conv spread = conv("Conv", hidden, out, Window.of(3, 1), groups, true);
    return new Bottleneck("Bottleneck", reduce, spread, shortcut && in == out);
  }

  private Module crossConv(
      int in, int out, int kernel, int stride, int groups, double expansion, boolean shortcut) {
    int hidden = (int) (out * expansion);
    Window across = Window.of(Dims.of(1, kernel), Dims.of(1, stride));
    Window down = Window.of(Dims.of(kernel, 1), Dims.of(stride, 1));
    return new Bottleneck(
        "CrossConv",
        conv("Conv", in, hidden, across, 1, true),
        conv("Conv", hidden, out, down, groups, true),
        shortcut && in == out);
  }

  private static Sequential repeated(int times, Supplier<Module> module) {
    List<Module> modules = new ArrayList<>();
    for (int i = 0; i < times; i++) modules.add(module.get());
    return new Sequential(modules);
  }

  /// channels in, out, repeats, shortcut, groups, expansion
  private Module c3(String type, LayerArguments a) {
    int hidden = (int) (a.positive(1) * a.number(5, 0.5));
    int times = a.positive(2, 1);
    boolean shortcut = a.bool(3, true);
    int groups = a.positive(4, 1);
    return c3(
        type,
        a,
        hidden,
        () ->
            switch (type) {
              case "C3Ghost" -> repeated(times, () -> ghostBottleneck(hidden, hidden, 3, 1));
              case "C3TR" -> transformer(hidden, hidden, 4, times);
              case "C3x" ->
                  repeated(times, () -> crossConv(hidden, hidden, 3, 1, groups, 1, shortcut));
              default -> repeated(times, () -> bottleneck(hidden, hidden, shortcut, groups, 1));
            });
  }

  private Module transformer(int in, int out, int heads, int layers) {
    return new TransformerBlock(
        in == out ? null : pointwise(in, out),
        torch.linear(out, out, true),
        repeated(layers, () -> transformerLayer(out, heads)),
        out,
        rules.transposesForAttention());
  }

  private Module transformerLayer(int channels, int heads) {
    return new TransformerLayer(
        torch.linear(channels, channels, false),
        torch.linear(channels, channels, false),
        torch.linear(channels, channels, false),
        torch.attention(channels, heads),
        torch.linear(channels, channels, false),
        torch.linear(channels, channels, false));
  }

  private Module c3Spp(LayerArguments a) {
    int hidden = (int) (a.positive(1) * a.number(6, 0.5));
    return c3("C3SPP", a, hidden, () -> spp(hidden, hidden, a.integers(2, 5, 9, 13)));
  }

  private Module c3(String type, LayerArguments a, int hidden, Supplier<Module> stack) {
    Conv cv1 = pointwise(a.positive(0), hidden);
    Conv cv2 = pointwise(a.positive(0), hidden);
    Conv cv3 = pointwise(2 * hidden, a.positive(1));
    return new C3(type, cv1, cv2, cv3, stack.get());
  }

  private Module bottleneckCsp(LayerArguments a) {
    int in = a.positive(0);
    int hidden = (int) (a.positive(1) * a.number(5, 0.5));
    boolean shortcut = a.bool(3, true);
    int groups = a.positive(4, 1);
    ConvNd.Options plain = Window.of(1, 1).options(1);
    return new BottleneckCSP(
        "BottleneckCSP",
        pointwise(in, hidden),
        torch.conv2d(in, hidden, plain, false),
        torch.conv2d(hidden, hidden, plain, false),
        pointwise(2 * hidden, a.positive(1)),
        torch.batchNorm2d(2 * hidden),
        rules.leakyBottleneckCsp() ? new LeakyReLU(0.1, true) : new SiLU(true),
        repeated(a.positive(2, 1), () -> bottleneck(hidden, hidden, shortcut, groups, 1)));
  }

  // ---- pooling and resampling ----------------------------------------------------------------

  private Module spp(int in, int out, Dims kernels) {
    int hidden = in / 2;
    Conv reduce = pointwise(in, hidden);
    Conv merge = pointwise(hidden * (kernels.rank() + 1), out);
    List<Module> pools = new ArrayList<>();
    for (int i = 0; i < kernels.rank(); i++) pools.add(samePool(kernels.get(i)));
    return new SPP(reduce, merge, new ModuleList(pools));
  }

  private Module sppf(int in, int out, int kernel) {
    int hidden = in / 2;
    return new SPPF(pointwise(in, hidden), pointwise(4 * hidden, out), samePool(kernel));
  }

  private static MaxPool2d samePool(long kernel) {
    return new MaxPool2d(
        new MaxPool2d.Options(Dims.of(kernel), Dims.of(1), Dims.of(kernel / 2), Dims.of(1), false));
  }

  private static Module maxPool(LayerArguments a) {
    Dims kernel = a.integers(0);
    Dims stride = a.get(1, null) == null ? kernel : a.integers(1);
    return new MaxPool2d(
        new MaxPool2d.Options(kernel, stride, a.integers(2, 0), a.integers(3, 1), false));
  }

  private static Dims padding(Dims given) {
    return given.rank() == 1 ? Dims.filled(4, given.get(0)) : given;
  }

  private static Module upsample(LayerArguments a) {
    Dims size = a.get(0, null) == null ? null : a.integers(0);
    double[] factor = a.get(1, null) == null ? null : new double[] {a.number(1, 1)};
    return new Upsample(size, factor, String.valueOf(a.get(2, "nearest")));
  }

  // ---- heads ---------------------------------------------------------------------------------

  private ModuleList outputs(int[] in, int out) {
    List<Module> convolutions = new ArrayList<>();
    for (int channels : in) {
      convolutions.add(torch.conv2d(channels, out, Window.of(1, 1).options(1), true));
    }
    return new ModuleList(convolutions);
  }

  ModuleList headConvolutions(int[] in, int out) {
    return outputs(in, out);
  }

  Module proto(int in, int hidden, int out) {
    return new Proto(
        conv(in, hidden, 3, 1),
        new Upsample(null, new double[] {2}, "nearest"),
        conv(hidden, hidden, 3, 1),
        pointwise(hidden, out));
  }
}
