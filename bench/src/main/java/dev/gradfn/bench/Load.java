package dev.gradfn.bench;

import dev.gradfn.core.DType;
import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.torch.TorchFile;
import dev.gradfn.yolov5.Checkpoint;
import dev.gradfn.yolov5.DetectionModel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Opening a checkpoint of YOLOv5n (3.9 MB, float16): its structure alone, the network as saved,
/// and the network in float32, ready for a forward pass.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class Load {
  /// `./gradfn bench` gives one that it has made.
  @Param({"../shared/checkpoints/yolov5n-coco-v6.0.pt"})
  String file;

  @Benchmark
  public Object structure() throws CheckpointException {
    try (TorchFile opened = TorchFile.open(Path.of(file))) {
      return opened.root();
    }
  }

  @Benchmark
  public Object network() throws CheckpointException {
    return Checkpoint.load(Path.of(file));
  }

  @Benchmark
  public Object ready() throws CheckpointException {
    DetectionModel model = Checkpoint.load(Path.of(file)).model();
    return model.to(DType.FLOAT32);
  }

  /// In a JVM that has loaded nothing yet.
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Warmup(iterations = 0)
  @Measurement(iterations = 1)
  @Fork(5)
  public Object first() throws CheckpointException {
    return ready();
  }
}
