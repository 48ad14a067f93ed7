package dev.gradfn.bench;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Backends;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Args;
import dev.gradfn.yolov5.DetectionModel;
import dev.gradfn.yolov5.ModelFactory;
import dev.gradfn.yolov5.YoloConfig;
import dev.gradfn.yolov5.YoloVersion;
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

/// One forward pass of YOLOv5 in eval mode, batch 1, float32: with and without recording, and on
/// `meta`, where only shapes and the graph are computed.
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

  /// Kernel sets in order of preference.
  @Param({"java"})
  String backend;

  private DetectionModel network;
  private Tensor image;
  private Tensor metaImage;

  @Setup
  public void build() {
    Backends.use(backend, Device.CPU);
    network = ModelFactory.create(YoloConfig.named(model, 80), YoloVersion.V7_0);
    network.requiresGrad_(true).eval();
    Dims shape = Dims.of(1, 3, size, size);
    image = Tensor.ones(DType.FLOAT32, Device.CPU, shape);
    metaImage = Tensor.ones(DType.FLOAT32, Device.META, shape);
  }

  @Benchmark
  public Object grad() {
    return network.callAll(Args.of(image));
  }

  @Benchmark
  public Object noGrad() {
    try (var _ = Autograd.noGrad()) {
      return network.callAll(Args.of(image));
    }
  }

  @Benchmark
  public Object graphOnly() {
    return network.callAll(Args.of(metaImage));
  }
}
