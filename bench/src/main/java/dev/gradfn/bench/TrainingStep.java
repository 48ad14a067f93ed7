package dev.gradfn.bench;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.GradFn;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Backends;
import dev.gradfn.core.Device;
import dev.gradfn.nn.Args;
import dev.gradfn.trace.Outputs;
import dev.gradfn.yolov5.DetectionModel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// YOLOv5 in training mode, batch norm on the batch's statistics: forward, the sum of the heads,
/// backward into all parameters. The peer is `LibtorchTrainingStep`; as it closes what it made, so
/// does this, by a scope.
public class TrainingStep extends NetworkBenchmark {
  /// Kernel sets in order of preference.
  @Param({"java"})
  String backend;

  private DetectionModel network;
  private Tensor image;
  private Tensor retained;

  @Setup
  public void build() {
    Backends.use(backend, Device.CPU);
    Subject subject = subject();
    network = subject.network();
    network.train();
    image = subject.image();
  }

  @Benchmark
  public Tensor step() {
    try (var _ = GradFn.scope()) {
      Tensor loss = loss();
      loss.backward();
      network.zeroGrad();
      return loss;
    }
  }

  /// Backward alone, through a graph that is kept.
  @Benchmark
  public Tensor backward() {
    if (retained == null) retained = loss();
    try (var _ = GradFn.scope()) {
      retained.backward(null, Autograd.Options.DEFAULT.withRetainGraph(true));
      network.zeroGrad();
      return retained;
    }
  }

  private Tensor loss() {
    Tensor loss = null;
    for (Tensor head : Outputs.flatten(network.callAll(Args.of(image))).values()) {
      loss = loss == null ? head.sum() : loss.add(head.sum());
    }
    return loss;
  }
}
