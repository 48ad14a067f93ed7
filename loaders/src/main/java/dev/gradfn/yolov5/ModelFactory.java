package dev.gradfn.yolov5;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.BatchNorm;
import dev.gradfn.nn.BatchNorm2d;
import dev.gradfn.nn.Conv2d;
import dev.gradfn.nn.ConvNd;
import dev.gradfn.nn.MaxPool2d;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.ModuleList;
import dev.gradfn.nn.Sequential;
import dev.gradfn.nn.SiLU;
import dev.gradfn.nn.Upsample;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Builds a new network from a [YoloConfig], with random weights.
public final class ModelFactory {
  /// YOLOv5 sets these on every batch norm.
  private static final BatchNorm.Options BATCH_NORM = new BatchNorm.Options(1e-3, 0.03, true, true);

  /// Side of the image that tells how many pixels a cell has.
  private static final int PROBE = 256;

  private final YoloConfig config;
  private final YoloVersion rules;
  private final RandomGenerator random;

  /// v7.0 shares one activation among all its convolutions.
  private final SiLU sharedAct = new SiLU(true);

  private final List<Integer> channels = new ArrayList<>();

  private ModelFactory(YoloConfig config, YoloVersion rules, long seed) {
    this.config = config;
    this.rules = rules;
    this.random = new SplittableRandom(seed);
  }

  /// A network in training mode. Weights are drawn from PyTorch's distributions, but not with
  /// PyTorch's generator: the same seed gives the same network here, not the same as there.
  public static DetectionModel create(YoloConfig config, YoloVersion rules, long seed) {
    return new ModelFactory(config, rules, seed).create();
  }

  private DetectionModel create() {
    List<Module> layers = new ArrayList<>();
    List<DetectionModel.Source> from = new ArrayList<>();
    for (YoloConfig.Row row : config.rows()) {
      layers.add(layer(row));
      from.add(new DetectionModel.Source(row.from(), row.asList()));
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < config.classes(); i++) names.add(Integer.toString(i));
    String typeName = rules == YoloVersion.V7_0 ? "DetectionModel" : "Model";
    DetectionModel model =
        new DetectionModel(
            typeName, new Sequential(layers), from, new DetectionModel.Facts(names, rules));
    setStrideAndBias(model);
    return model;
  }

  private Module layer(YoloConfig.Row row) {
    int in = inChannels(row, 0);
    int[] args = row.args();
    return switch (row.kind()) {
      case CONV -> {
        int out = config.channels(args[0]);
        int padding = args.length > 3 ? args[3] : args[1] / 2;
        yield made(out, conv(in, out, args[1], args[2], padding));
      }
      case C3 -> {
        int out = config.channels(args[0]);
        yield made(out, c3(in, out, config.repeats(row.number()), args.length < 2));
      }
      case SPPF -> {
        int out = config.channels(args[0]);
        yield made(out, sppf(in, out, args[1]));
      }
      case UPSAMPLE -> made(in, new Upsample(null, new double[] {args[0]}, "nearest"));
      case CONCAT -> {
        int sum = 0;
        for (int i = 0; i < row.from().size(); i++) sum += inChannels(row, i);
        yield made(sum, new Concat(1));
      }
      case DETECT -> detect(row);
    };
  }

  private int inChannels(YoloConfig.Row row, int input) {
    if (channels.isEmpty()) return 3;
    int from = row.from().get(input);
    return channels.get(from < 0 ? channels.size() + from : from);
  }

  private Module made(int outChannels, Module module) {
    channels.add(outChannels);
    return module;
  }

  private Conv conv(int in, int out, int kernel, int stride, int padding) {
    ConvNd.Options options =
        ConvNd.Options.kernel(Dims.of(kernel, kernel))
            .withStride(Dims.of(stride, stride))
            .withPadding(Dims.of(padding, padding));
    SiLU act = rules == YoloVersion.V7_0 ? sharedAct : new SiLU(true);
    return new Conv(
        "Conv",
        Conv2d.create(in, out, options, false, random),
        BatchNorm2d.create(out, BATCH_NORM),
        act);
  }

  private Conv pointwise(int in, int out) {
    return conv(in, out, 1, 1, 0);
  }

  private Module c3(int in, int out, int repeats, boolean shortcut) {
    int hidden = out / 2;
    List<Module> stack = new ArrayList<>();
    Conv cv1 = pointwise(in, hidden);
    Conv cv2 = pointwise(in, hidden);
    Conv cv3 = pointwise(2 * hidden, out);
    for (int i = 0; i < repeats; i++) {
      Conv reduce = pointwise(hidden, hidden);
      stack.add(new Bottleneck("Bottleneck", reduce, conv(hidden, hidden, 3, 1, 1), shortcut));
    }
    return new C3("C3", cv1, cv2, cv3, new Sequential(stack));
  }

  private Module sppf(int in, int out, int kernel) {
    int hidden = in / 2;
    MaxPool2d.Options pool =
        new MaxPool2d.Options(Dims.of(kernel), Dims.of(1), Dims.of(kernel / 2), Dims.of(1), false);
    return new SPPF(pointwise(in, hidden), pointwise(4 * hidden, out), new MaxPool2d(pool));
  }

  private Module detect(YoloConfig.Row row) {
    int columns = config.classes() + 5;
    int perLevel = config.anchors()[0].length / 2;
    List<Module> heads = new ArrayList<>();
    ConvNd.Options options = ConvNd.Options.kernel(Dims.of(1, 1));
    for (int i = 0; i < row.from().size(); i++) {
      heads.add(Conv2d.create(inChannels(row, i), perLevel * columns, options, true, random));
    }
    double[] flat = new double[heads.size() * perLevel * 2];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = config.anchors()[i / (perLevel * 2)][i % (perLevel * 2)];
    }
    Tensor anchors = Tensor.of(flat, heads.size(), perLevel, 2).to(DType.FLOAT32);
    return new Detect(rules, columns, anchors, null, true, new ModuleList(heads));
  }

  /// Pixels per cell come from a run on device `meta`; anchors are then counted in cells, and the
  /// biases start at the rates that objects and classes have in the beginning.
  private void setStrideAndBias(DetectionModel model) {
    Detect detect = model.detect();
    float[] stride = probe(model);
    Tensor pixels = Tensor.of(stride, stride.length, 1, 1);
    detect.anchors().set(detect.anchors().get().div(pixels));
    detect.setStride(Tensor.of(stride));
    for (int i = 0; i < stride.length; i++) {
      Conv2d head = (Conv2d) detect.convolutions().get(i);
      head.bias().set(new dev.gradfn.autograd.Parameter(startBias(head, stride[i])));
    }
  }

  private Tensor startBias(Conv2d head, float stride) {
    int columns = config.classes() + 5;
    float[] bias = head.bias().get().toFloatArray();
    double cells = 640 / stride;
    double classRate = rules == YoloVersion.V6_0 ? 0.99 : 0.99999;
    for (int i = 0; i < bias.length; i++) {
      if (i % columns == 4) bias[i] += (float) Math.log(8 / (cells * cells));
      if (i % columns >= 5) bias[i] += (float) Math.log(0.6 / (config.classes() - classRate));
    }
    return Tensor.of(bias, bias.length);
  }

  /// An operation with one input on `meta` computes nothing, so the weights may stay where they
  /// are.
  private float[] probe(DetectionModel model) {
    Tensor image = Tensor.zeros(DType.FLOAT32, Device.META, Dims.of(1, 3, PROBE, PROBE));
    try (var _ = Autograd.noGrad()) {
      List<?> heads = (List<?>) model.callAll(Args.of(image));
      float[] stride = new float[heads.size()];
      for (int i = 0; i < stride.length; i++) {
        stride[i] = (float) PROBE / ((Tensor) heads.get(i)).shape().get(2);
      }
      return stride;
    }
  }
}
