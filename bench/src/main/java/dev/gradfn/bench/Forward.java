package dev.gradfn.bench;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.GradFn;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Backends;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.nn.Args;
import dev.gradfn.yolov5.DetectionModel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// One forward pass of YOLOv5 in eval mode, float32: with and without recording, and on `meta`,
/// where only shapes and the graph are computed. The peers are `LibtorchForward` and `OnnxForward`;
/// as they close what they made, so does this, by a scope.
public class Forward extends NetworkBenchmark {
  /// Kernel sets in order of preference.
  @Param({"java"})
  String backend;

  private DetectionModel network;
  private Tensor image;
  private Tensor metaImage;

  @Setup
  public void build() {
    Backends.use(backend, Device.CPU);
    Subject subject = subject();
    network = subject.network();
    network.eval();
    image = subject.image();
    metaImage = Tensor.ones(DType.FLOAT32, Device.META, image.shape());
  }

  @Benchmark
  public Object grad() {
    try (var _ = GradFn.scope()) {
      return network.callAll(Args.of(image));
    }
  }

  @Benchmark
  public Object noGrad() {
    try (var _ = GradFn.scope();
        var _ = Autograd.noGrad()) {
      return network.callAll(Args.of(image));
    }
  }

  @Benchmark
  public Object graphOnly() {
    return network.callAll(Args.of(metaImage));
  }
}
