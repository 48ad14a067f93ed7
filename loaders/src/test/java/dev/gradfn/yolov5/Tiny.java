package dev.gradfn.yolov5;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.Torch;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.BatchNorm;
import dev.gradfn.nn.Module;
import dev.gradfn.trace.AutogradGraph;
import dev.gradfn.trace.Outputs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// YOLOv5 with an eighth of the smallest one's channels, for quick tests, and what to compare.
final class Tiny {
  static final YoloConfig CONFIG = YoloConfig.named("yolov5n", 3).with("width_multiple", 0.03125);

  private Tiny() {}

  /// In eval mode, with statistics in its batch norms as after training, nothing requiring grad.
  static DetectionModel network(YoloVersion rules) {
    Torch.manualSeed(1);
    DetectionModel model = ModelFactory.create(CONFIG, rules);
    SplittableRandom random = new SplittableRandom(2);
    for (Module module : model.modules()) {
      if (!(module instanceof BatchNorm norm)) continue;
      int channels = norm.numFeatures();
      norm.weight().get().setData(random(random, 0.5, 1.5, channels));
      norm.bias().get().setData(random(random, -0.5, 0.5, channels));
      norm.runningMean().set(random(random, -0.5, 0.5, channels));
      norm.runningVar().set(random(random, 0.5, 1.5, channels));
    }
    model.eval();
    model.requiresGrad_(false);
    return model;
  }

  static Tensor random(SplittableRandom random, double from, double to, long... shape) {
    long size = 1;
    for (long length : shape) size *= length;
    float[] values = new float[Math.toIntExact(size)];
    for (int i = 0; i < values.length; i++) values[i] = (float) random.nextDouble(from, to);
    return Tensor.of(values, shape);
  }

  static Tensor image() {
    return random(new SplittableRandom(3), 0, 1, 1, 3, 64, 64);
  }

  /// Outputs by path, recorded without grad.
  static Map<String, Tensor> outputs(Module model) {
    try (var _ = Autograd.noGrad()) {
      return Outputs.flatten(model.callAll(Args.of(image())));
    }
  }

  /// The whole graph as text, every parameter requiring grad.
  static List<String> graph(DetectionModel model, boolean training) {
    model.train(training);
    model.requiresGrad_(true);
    Object output = model.callAll(Args.of(Tensor.ones(2, 3, 64, 64)));
    AutogradGraph graph = AutogradGraph.of(Outputs.flatten(output), model.namedParameters());
    List<String> lines = new ArrayList<>();
    for (AutogradGraph.Entry entry : graph.nodes()) {
      lines.add(entry.node().typeName() + " " + entry.next() + " " + entry.variable());
    }
    for (AutogradGraph.Output end : graph.outputs()) lines.add(end.toString());
    return lines;
  }

  /// Class names of the modules by path.
  static Map<String, String> types(Module model) {
    Map<String, String> types = new LinkedHashMap<>();
    model.namedModules().forEach((path, module) -> types.put(path, module.typeName()));
    return types;
  }
}
