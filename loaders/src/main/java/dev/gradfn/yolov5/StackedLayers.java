package dev.gradfn.yolov5;

import dev.gradfn.core.Dims;
import dev.gradfn.nn.ConvNd;
import dev.gradfn.nn.LeakyReLU;
import dev.gradfn.nn.Linear;
import dev.gradfn.nn.MaxPool2d;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.ModuleList;
import dev.gradfn.nn.MultiheadAttention;
import dev.gradfn.nn.Sequential;
import dev.gradfn.nn.SiLU;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Makes new layers that stack others: bottlenecks, C3 and its kin, transformers, pyramids of
/// pools.
final class StackedLayers {
  private final YoloVersion rules;
  private final ConvolutionLayers convolutions;

  StackedLayers(YoloVersion rules, ConvolutionLayers convolutions) {
    this.rules = rules;
    this.convolutions = convolutions;
  }

  Module bottleneck(int in, int out, boolean shortcut, int groups, double expansion) {
    int hidden = (int) (out * expansion);
    Conv reduce = convolutions.pointwise(in, hidden);
    Conv spread = convolutions.conv("Conv", hidden, out, Window.of(3, 1), groups, true);
    return new Bottleneck("Bottleneck", reduce, spread, shortcut && in == out);
  }

  Module crossConv(
      int in, int out, int kernel, int stride, int groups, double expansion, boolean shortcut) {
    int hidden = (int) (out * expansion);
    Window across = Window.of(Dims.of(1, kernel), Dims.of(1, stride));
    Window down = Window.of(Dims.of(kernel, 1), Dims.of(stride, 1));
    return new Bottleneck(
        "CrossConv",
        convolutions.conv("Conv", in, hidden, across, 1, true),
        convolutions.conv("Conv", hidden, out, down, groups, true),
        shortcut && in == out);
  }

  private static Sequential repeated(int times, Supplier<Module> module) {
    List<Module> modules = new ArrayList<>();
    for (int i = 0; i < times; i++) modules.add(module.get());
    return new Sequential(modules);
  }

  /// channels in, out, repeats, shortcut, groups, expansion
  Module c3(String type, LayerArguments a) {
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
              case "C3Ghost" ->
                  repeated(times, () -> convolutions.ghostBottleneck(hidden, hidden, 3, 1));
              case "C3TR" -> transformer(hidden, hidden, 4, times);
              case "C3x" ->
                  repeated(times, () -> crossConv(hidden, hidden, 3, 1, groups, 1, shortcut));
              default -> repeated(times, () -> bottleneck(hidden, hidden, shortcut, groups, 1));
            });
  }

  private Module c3(String type, LayerArguments a, int hidden, Supplier<Module> stack) {
    Conv cv1 = convolutions.pointwise(a.positive(0), hidden);
    Conv cv2 = convolutions.pointwise(a.positive(0), hidden);
    Conv cv3 = convolutions.pointwise(2 * hidden, a.positive(1));
    return new C3(type, cv1, cv2, cv3, stack.get());
  }

  Module transformer(int in, int out, int heads, int layers) {
    return new TransformerBlock(
        in == out ? null : convolutions.pointwise(in, out),
        new Linear(out, out),
        repeated(layers, () -> transformerLayer(out, heads)),
        out,
        rules.transposesForAttention());
  }

  private Module transformerLayer(int channels, int heads) {
    return new TransformerLayer(
        new Linear(channels, channels, false),
        new Linear(channels, channels, false),
        new Linear(channels, channels, false),
        new MultiheadAttention(channels, heads),
        new Linear(channels, channels, false),
        new Linear(channels, channels, false));
  }

  Module c3Spp(LayerArguments a) {
    int hidden = (int) (a.positive(1) * a.number(6, 0.5));
    return c3("C3SPP", a, hidden, () -> spp(hidden, hidden, a.integers(2, 5, 9, 13)));
  }

  Module bottleneckCsp(LayerArguments a) {
    int in = a.positive(0);
    int hidden = (int) (a.positive(1) * a.number(5, 0.5));
    boolean shortcut = a.bool(3, true);
    int groups = a.positive(4, 1);
    ConvNd.Options plain = Window.of(1, 1).options(1);
    return new BottleneckCSP(
        "BottleneckCSP",
        convolutions.pointwise(in, hidden),
        ConvolutionLayers.conv2d(in, hidden, plain, false),
        ConvolutionLayers.conv2d(hidden, hidden, plain, false),
        convolutions.pointwise(2 * hidden, a.positive(1)),
        ConvolutionLayers.batchNorm2d(2 * hidden),
        rules.leakyBottleneckCsp() ? new LeakyReLU(0.1, true) : new SiLU(true),
        repeated(a.positive(2, 1), () -> bottleneck(hidden, hidden, shortcut, groups, 1)));
  }

  Module spp(int in, int out, Dims kernels) {
    int hidden = in / 2;
    Conv reduce = convolutions.pointwise(in, hidden);
    Conv merge = convolutions.pointwise(hidden * (kernels.rank() + 1), out);
    List<Module> pools = new ArrayList<>();
    for (int i = 0; i < kernels.rank(); i++) pools.add(samePool(kernels.get(i)));
    return new SPP(reduce, merge, new ModuleList(pools));
  }

  Module sppf(int in, int out, int kernel) {
    int hidden = in / 2;
    return new SPPF(
        convolutions.pointwise(in, hidden),
        convolutions.pointwise(4 * hidden, out),
        samePool(kernel));
  }

  private static MaxPool2d samePool(long kernel) {
    return new MaxPool2d(
        new MaxPool2d.Options(Dims.of(kernel), Dims.of(1), Dims.of(kernel / 2), Dims.of(1), false));
  }
}
