package dev.gradfn.yolov5;

import dev.gradfn.core.Dims;
import dev.gradfn.nn.AdaptiveAvgPool2d;
import dev.gradfn.nn.BatchNorm;
import dev.gradfn.nn.BatchNorm2d;
import dev.gradfn.nn.Conv2d;
import dev.gradfn.nn.ConvNd;
import dev.gradfn.nn.ConvTranspose2d;
import dev.gradfn.nn.Dropout;
import dev.gradfn.nn.Flatten;
import dev.gradfn.nn.Identity;
import dev.gradfn.nn.LeakyReLU;
import dev.gradfn.nn.Linear;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.ModuleList;
import dev.gradfn.nn.Sequential;
import dev.gradfn.nn.SiLU;
import dev.gradfn.nn.Upsample;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Makes new layers around one or a few convolutions. Weights are drawn as they are made, in the
/// order in which YOLOv5 makes them: so a seed gives PyTorch's network.
final class ConvolutionLayers {
  /// Of EfficientNet's last layer.
  private static final int CLASSIFIER_CHANNELS = 1280;

  /// YOLOv5 sets these on every batch norm.
  private static final BatchNorm.Options BATCH_NORM = new BatchNorm.Options(1e-3, 0.03, true, true);

  private final YoloVersion rules;
  private final Supplier<Module> activation;

  /// @param activation what a convolution gets that asks for none in particular
  ConvolutionLayers(YoloVersion rules, Supplier<Module> activation) {
    this.rules = rules;
    this.activation = activation;
  }

  static Conv2d conv2d(int in, int out, ConvNd.Options options, boolean bias) {
    return new Conv2d(in, out, options.withBias(bias));
  }

  static BatchNorm2d batchNorm2d(int channels) {
    return new BatchNorm2d(channels, BATCH_NORM);
  }

  Conv conv(LayerArguments a) {
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

  Conv depthwise(LayerArguments a) {
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

  Conv conv(String type, int in, int out, Window window, int groups, Object act) {
    requireGroups(in, out, groups);
    return new Conv(
        type, conv2d(in, out, window.options(groups), false), batchNorm2d(out), activation(act));
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

  Conv conv(int in, int out, int kernel, int stride) {
    return conv("Conv", in, out, Window.of(kernel, stride), 1, true);
  }

  Conv pointwise(int in, int out) {
    return conv(in, out, 1, 1);
  }

  /// channels in, out, kernel, stride, padding, output padding, groups, bias, dilation
  Module transposed(LayerArguments a) {
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
    return new ConvTranspose2d(in, out, options);
  }

  /// channels in, out, kernel, stride, padding, output padding
  Module depthwiseTransposed(LayerArguments a) {
    int in = a.positive(0);
    int out = a.positive(1);
    ConvNd.Options options =
        ConvNd.Options.kernel(a.pair(2, 1))
            .withStride(a.pair(3, 1))
            .withPadding(a.pair(4, 0))
            .withOutputPadding(a.pair(5, 0))
            .withGroups(commonDivisor(in, out));
    return new DWConvTranspose2d(in, out, options);
  }

  /// channels in, classes, kernel, stride, padding, groups[, dropout]
  Module classify(LayerArguments a) {
    int in = a.positive(0);
    int classes = a.positive(1);
    Window window = new Window(a.pair(2, 1), a.pair(3, 1), a.pairOrNull(4), Dims.of(1, 1));
    int groups = a.positive(5, 1);
    if (rules.classifiesByLinear()) {
      return new Classify(
          conv("Conv", in, CLASSIFIER_CHANNELS, window, groups, true),
          new AdaptiveAvgPool2d(1),
          new Dropout(a.number(6, 0), true),
          new Linear(CLASSIFIER_CHANNELS, classes));
    }
    return new PooledClassify(
        new AdaptiveAvgPool2d(1), conv2d(in, classes, window.options(groups), true), new Flatten());
  }

  Module focus(LayerArguments a) {
    Window window = new Window(a.pair(2, 1), a.pair(3, 1), a.pairOrNull(4), Dims.of(1, 1));
    int in = 4 * a.positive(0);
    return new Focus(conv("Conv", in, a.positive(1), window, a.positive(5, 1), a.get(6, true)));
  }

  Module ghostConv(int in, int out, Dims kernel, Dims stride, int groups, Object act) {
    int half = out / 2;
    return new GhostConv(
        conv("Conv", in, half, Window.of(kernel, stride), groups, act),
        conv("Conv", half, half, Window.of(5, 1), half, act));
  }

  private Module ghostPointwise(int in, int out, Object act) {
    return ghostConv(in, out, Dims.of(1, 1), Dims.of(1, 1), 1, act);
  }

  Module ghostBottleneck(int in, int out, int kernel, int stride) {
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

  Module mixConv(LayerArguments a) {
    int in = a.positive(0);
    int out = a.positive(1);
    Dims kernels = a.integers(2, 1, 3);
    int[] parts = MixConv2d.parts(out, kernels, a.bool(4, true));
    List<Module> convolutions = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      long kernel = kernels.get(i);
      int groups = rules.mixAddsInput() ? 1 : commonDivisor(in, parts[i]);
      ConvNd.Options options = Window.of(Dims.of(kernel, kernel), a.pair(3, 1)).options(groups);
      convolutions.add(conv2d(in, parts[i], options, false));
    }
    Module act = rules.mixAddsInput() ? new LeakyReLU(0.1, true) : new SiLU(true);
    return new MixConv2d(new ModuleList(convolutions), batchNorm2d(out), act, rules.mixAddsInput());
  }

  ModuleList headConvolutions(int[] in, int out) {
    List<Module> convolutions = new ArrayList<>();
    for (int channels : in) {
      convolutions.add(conv2d(channels, out, Window.of(1, 1).options(1), true));
    }
    return new ModuleList(convolutions);
  }

  Module proto(int in, int hidden, int out) {
    return new Proto(
        conv(in, hidden, 3, 1),
        new Upsample(null, new double[] {2}, "nearest"),
        conv(hidden, hidden, 3, 1),
        pointwise(hidden, out));
  }
}
