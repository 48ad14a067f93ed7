package dev.gradfn.yolov5;

import dev.gradfn.core.Dims;
import dev.gradfn.nn.ConvNd;
import dev.gradfn.nn.Identity;
import dev.gradfn.nn.LeakyReLU;
import dev.gradfn.nn.MaxPool2d;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.ReLU;
import dev.gradfn.nn.SiLU;
import dev.gradfn.nn.Upsample;
import dev.gradfn.nn.ZeroPad2d;

/// Makes new layers by the names that configs use, with YOLOv5's arguments and defaults.
final class LayerFactory {
  private final YoloVersion rules;
  private final ConvolutionLayers convolutions;
  private final StackedLayers stacks;

  LayerFactory(YoloVersion rules, ConvolutionLayers convolutions) {
    this.rules = rules;
    this.convolutions = convolutions;
    this.stacks = new StackedLayers(rules, convolutions);
  }

  /// @throws IllegalArgumentException for a name that is not known, or arguments that do not fit
  Module make(String name, LayerArguments a) {
    return switch (name) {
      case "Conv" -> convolutions.conv(a);
      case "DWConv" -> convolutions.depthwise(a);
      case "GhostConv" ->
          convolutions.ghostConv(
              a.positive(0),
              a.positive(1),
              a.pair(2, 1),
              a.pair(3, 1),
              a.positive(4, 1),
              a.get(5, true));
      case "GhostBottleneck" ->
          convolutions.ghostBottleneck(
              a.positive(0), a.positive(1), a.positive(2, 3), a.positive(3, 1));
      case "Bottleneck" ->
          stacks.bottleneck(
              a.positive(0), a.positive(1), a.bool(2, true), a.positive(3, 1), a.number(4, 0.5));
      case "CrossConv" ->
          stacks.crossConv(
              a.positive(0),
              a.positive(1),
              a.positive(2, 3),
              a.positive(3, 1),
              a.positive(4, 1),
              a.number(5, 1),
              a.bool(6, false));
      case "BottleneckCSP" -> stacks.bottleneckCsp(a);
      case "C3", "C3Ghost", "C3x", "C3TR" -> stacks.c3(name, a);
      case "C3SPP" -> stacks.c3Spp(a);
      case "SPP" -> stacks.spp(a.positive(0), a.positive(1), a.integers(2, 5, 9, 13));
      case "SPPF" -> stacks.sppf(a.positive(0), a.positive(1), a.positive(2, 5));
      case "Focus" -> convolutions.focus(a);
      case "MixConv2d" -> convolutions.mixConv(a);
      case "Contract" -> new Contract(a.positive(0, 2));
      case "Expand" -> new Expand(a.positive(0, 2));
      case "DWConvTranspose2d" -> convolutions.depthwiseTransposed(a);
      case "TransformerBlock" ->
          stacks.transformer(a.positive(0), a.positive(1), a.positive(2), a.positive(3));
      case "Classify" -> convolutions.classify(a);
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
          ConvolutionLayers.conv2d(
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
      case "nn.ConvTranspose2d" -> convolutions.transposed(a);
      case "nn.BatchNorm2d" -> ConvolutionLayers.batchNorm2d(a.positive(0));
      case "nn.SiLU" -> new SiLU(rules.siluInPlace());
      case "nn.ReLU" -> new ReLU(true);
      case "nn.LeakyReLU" -> new LeakyReLU(a.number(0, 0.01), true);
      case "nn.Identity" -> new Identity();
      default ->
          throw new IllegalArgumentException(
              "module \"" + name + "\" is not known; layers of one's own are built in Java");
    };
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
}
