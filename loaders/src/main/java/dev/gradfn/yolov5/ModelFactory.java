package dev.gradfn.yolov5;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.Conv2d;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.ModuleList;
import dev.gradfn.nn.Sequential;
import dev.gradfn.nn.SiLU;
import dev.gradfn.nn.WeightBudget;
import dev.gradfn.nn.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// Builds a new network from a [YoloConfig], with random weights, by the rules of YOLOv5's
/// `parse_model`.
public final class ModelFactory {
  /// Whose channels are scaled by the width, and which get the channels of their input first.
  private static final Set<String> SCALED =
      Set.of(
          "Conv",
          "GhostConv",
          "Bottleneck",
          "GhostBottleneck",
          "SPP",
          "SPPF",
          "DWConv",
          "MixConv2d",
          "Focus",
          "CrossConv",
          "BottleneckCSP",
          "C3",
          "C3TR",
          "C3SPP",
          "C3Ghost",
          "C3x",
          "nn.ConvTranspose2d",
          "DWConvTranspose2d");

  /// Which repeat themselves inside.
  private static final Set<String> STACKS = Set.of("BottleneckCSP", "C3", "C3TR", "C3Ghost", "C3x");

  private static final Set<String> HEADS = Set.of("Detect", "Segment");

  /// Side of the image that tells how many pixels a cell has.
  private static final int PROBE = 256;

  private final YoloConfig config;
  private final YoloVersion rules;
  private final ConvolutionLayers convolutions;
  private final LayerFactory factory;
  private final List<Integer> channels = new ArrayList<>();

  private ModelFactory(YoloConfig config, YoloVersion rules) {
    this.config = config;
    this.rules = rules;
    this.convolutions = new ConvolutionLayers(rules, activation());
    this.factory = new LayerFactory(rules, convolutions);
  }

  /// v7.0 shares one activation among all its convolutions, and lets the config choose it.
  private Supplier<Module> activation() {
    if (!rules.sharesActivation()) return () -> new SiLU(rules.siluInPlace());
    String chosen = config.activation() == null ? "nn.SiLU()" : config.activation();
    Module shared = Activations.of(chosen, rules);
    return () -> shared;
  }

  /// A network in training mode. Weights are drawn from the generator of the process in YOLOv5's
  /// order: after [dev.gradfn.autograd.Torch#manualSeed] they are those of PyTorch.
  ///
  /// @throws IllegalArgumentException that names the layer, if the config cannot be built
  public static DetectionModel create(YoloConfig config, YoloVersion rules) {
    return create(config, rules, Device.CPU);
  }

  /// The same on a device; on `meta` the weights have shapes and no values, and cost nothing.
  public static DetectionModel create(YoloConfig config, YoloVersion rules, Device device) {
    ModelFactory factory = new ModelFactory(config, rules);
    if (device != Device.META) return Weights.within(WeightBudget.ofHeap(), factory::create);
    return Weights.withoutValues(() -> Weights.within(WeightBudget.ofShapes(), factory::create));
  }

  private DetectionModel create() {
    List<Module> layers = new ArrayList<>();
    List<DetectionModel.Source> from = new ArrayList<>();
    for (YoloConfig.Row row : config.rows()) {
      try {
        layers.add(layer(row));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            config.name() + ": layer " + from.size() + " (" + row.module() + "): " + e.getMessage(),
            e);
      }
      from.add(new DetectionModel.Source(row.from(), row.asList()));
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < config.classes(); i++) names.add(Integer.toString(i));
    boolean segments = !layers.isEmpty() && layers.getLast() instanceof Segment;
    DetectionModel model =
        new DetectionModel(
            segments ? "SegmentationModel" : rules.rootClass(),
            new Sequential(layers),
            from,
            new DetectionModel.Facts(names, rules, config.classes(), null));
    if (model.detect() != null) setStrideAndBias(model);
    return model;
  }

  // ---- one row -------------------------------------------------------------------------------

  private Module layer(YoloConfig.Row row) {
    String name = row.module().replaceFirst("^torch\\.nn\\.", "nn.");
    if (HEADS.contains(name)) return made(inputs(row)[0], head(name, row));
    LayerArguments args = arguments(row);
    int repeats = config.repeats(row.number());
    int out = inputs(row)[0];
    if (SCALED.contains(name)) {
      out = config.channels(args.positive(0));
      args = args.with(0, (long) out).inserted(0, (long) inputs(row)[0]);
      if (STACKS.contains(name)) {
        args = args.inserted(2, (long) repeats);
        repeats = 1;
      }
    } else if (name.equals("nn.BatchNorm2d")) {
      args = new LayerArguments(List.of((long) out));
    } else {
      out = outChannels(name, args, inputs(row));
    }
    return made(out, repeated(name, args, repeats));
  }

  private static int outChannels(String name, LayerArguments args, int[] in) {
    return switch (name) {
      case "Concat" -> java.util.Arrays.stream(in).sum();
      case "Contract" -> in[0] * args.positive(0, 2) * args.positive(0, 2);
      case "Expand" -> in[0] / (args.positive(0, 2) * args.positive(0, 2));
      default -> in[0];
    };
  }

  private Module repeated(String name, LayerArguments args, int repeats) {
    if (repeats == 1) return factory.make(name, args);
    List<Module> copies = new ArrayList<>();
    for (int i = 0; i < repeats; i++) copies.add(factory.make(name, args));
    return new Sequential(copies);
  }

  private int[] inputs(YoloConfig.Row row) {
    int[] in = new int[row.from().size()];
    for (int i = 0; i < in.length; i++) in[i] = channelsOf(row.from().get(i));
    return in;
  }

  private int channelsOf(int from) {
    if (channels.isEmpty() && from == -1) return config.imageChannels();
    int index = from < 0 ? channels.size() + from : from;
    if (index >= 0 && index < channels.size()) return channels.get(index);
    throw new IllegalArgumentException(
        "from, expected a layer before " + channels.size() + ", got " + from);
  }

  private Module made(int outChannels, Module module) {
    channels.add(outChannels);
    return module;
  }

  /// Strings are names: Python evaluates them, here only these are known; others stay strings.
  private LayerArguments arguments(YoloConfig.Row row) {
    List<Object> values = new ArrayList<>();
    for (Object argument : row.args()) {
      values.add(argument instanceof String text ? named(text) : argument);
    }
    return new LayerArguments(values);
  }

  private Object named(String text) {
    return switch (text) {
      case "None" -> null;
      case "True" -> true;
      case "False" -> false;
      case "nc" -> (long) config.classes();
      case "na" -> (long) config.anchors().perLevel();
      case "no" -> (long) config.headChannels();
      case "gd" -> config.depthMultiple();
      case "gw" -> config.widthMultiple();
      case "anchors" -> config.anchors();
      default -> Activations.isCall(text) ? Activations.of(text, rules) : text;
    };
  }

  // ---- the head ------------------------------------------------------------------------------

  /// Classes, anchors, for Segment number of masks and channels of prototypes.
  private Module head(String name, YoloConfig.Row row) {
    LayerArguments args = arguments(row);
    int[] in = inputs(row);
    int classes = args.positive(0, 80);
    Object given = args.get(1, config.anchors());
    YoloConfig.Anchors sizes =
        given instanceof YoloConfig.Anchors known ? known : ConfigValues.anchors(given);
    boolean segments = name.equals("Segment");
    int masks = segments ? args.positive(2, 32) : 0;
    int outputs = classes + 5 + masks;
    double[][] levels = sizes.ofLevels(in.length);
    if (levels.length != in.length) {
      throw new IllegalArgumentException(
          "anchors, expected " + in.length + " levels, one per input, got " + levels.length);
    }
    Detect.Options options = new Detect.Options(rules, classes, outputs, config.inplace(), false);
    // YOLOv5's Segment is first built as a Detect, whose convolutions it then replaces.
    if (segments) convolutions.headConvolutions(in, (classes + 5) * sizes.perLevel());
    ModuleList heads = convolutions.headConvolutions(in, outputs * sizes.perLevel());
    Tensor anchors = anchors(levels, sizes.perLevel());
    if (!segments) return new Detect(options, anchors, null, heads);
    Module proto = convolutions.proto(in[0], config.scaled(args.positive(3, 256)), masks);
    return new Segment(options, anchors, null, heads, proto);
  }

  private static Tensor anchors(double[][] levels, int perLevel) {
    double[] flat =
        java.util.Arrays.stream(levels).flatMapToDouble(java.util.Arrays::stream).toArray();
    return Tensor.of(flat, levels.length, perLevel, 2).to(DType.FLOAT32);
  }

  /// Pixels per cell come from a run on device `meta`; anchors are then counted in cells and
  /// brought into the order of the levels, and the biases start at the rates that objects and
  /// classes have in the beginning.
  private void setStrideAndBias(DetectionModel model) {
    Detect detect = model.detect();
    float[] stride = probe(model);
    AnchorOrder.scale(detect, stride, rules);
    detect.setStride(Tensor.of(stride));
    for (int i = 0; i < stride.length; i++) {
      Conv2d head = (Conv2d) detect.convolutions().get(i);
      Tensor bias = head.bias().get();
      if (bias.device() == Device.META) continue;
      head.bias().set(new Parameter(startBias(bias, stride[i], detect)));
    }
  }

  private Tensor startBias(Tensor random, float stride, Detect detect) {
    int columns = detect.options().outputs();
    float[] bias = random.toFloatArray();
    double cells = 640 / stride;
    double objects = Math.log(8 / (cells * cells));
    double each = Math.log(0.6 / (detect.classes() - rules.classRate()));
    for (int i = 0; i < bias.length; i++) {
      int column = i % columns;
      if (column == 4) bias[i] += (float) objects;
      if (column >= 5 && column < 5 + detect.classes()) bias[i] += (float) each;
    }
    return Tensor.of(bias, bias.length);
  }

  /// An operation with one input on `meta` computes nothing, so the weights may stay where they
  /// are.
  private float[] probe(DetectionModel model) {
    Dims shape = Dims.of(1, config.imageChannels(), PROBE, PROBE);
    Tensor image = Tensor.zeros(DType.FLOAT32, Device.META, shape);
    try (var _ = Autograd.noGrad()) {
      List<?> heads = (List<?>) model.callAll(Args.of(image));
      if (model.detect() instanceof Segment) heads = (List<?>) heads.get(0);
      float[] stride = new float[heads.size()];
      for (int i = 0; i < stride.length; i++) {
        stride[i] = (float) PROBE / ((Tensor) heads.get(i)).shape().get(2);
      }
      return stride;
    }
  }
}
