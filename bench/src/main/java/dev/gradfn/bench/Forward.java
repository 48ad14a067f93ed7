package dev.gradfn.bench;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.GradFn;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Backends;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.nn.Args;
import dev.gradfn.yolov5.DetectionModel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One forward pass of YOLOv5 in eval mode, float32: with and without recording, and on `meta`,
/// where only shapes and the graph are computed. The peers are `LibtorchForward` and `OnnxForward`;
/// as they close what they made, so does this, by a scope.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
public class Forward {
  @Param({"yolov5n", "yolov5s"})
  String model;

  @Param({"640"})
  int size;

  @Param({"1"})
  int batch;

  /// Kernel sets in order of preference.
  @Param({"java"})
  String backend;

  private DetectionModel network;
  private Tensor image;
  private Tensor metaImage;

  @Setup
  public void build() {
    Backends.use(backend, Device.CPU);
    Subject subject = new Subject(model, size, batch);
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
