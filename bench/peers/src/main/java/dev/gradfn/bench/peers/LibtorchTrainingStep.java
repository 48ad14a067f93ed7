package dev.gradfn.bench.peers;

import java.util.concurrent.TimeUnit;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
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

/// `TrainingStep` on libtorch: forward in training mode, the sum of the heads, backward.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
public class LibtorchTrainingStep {
  /// A network file, written in training mode.
  @Param("")
  String network;

  private LibtorchNetwork calls;
  private Tensor retained;

  @Setup
  public void build() {
    Libtorch.start();
    calls = new LibtorchNetwork(NetworkFile.read(network), true);
  }

  @Benchmark
  public long step() {
    try (Tensor loss = LibtorchNetwork.loss(calls.forward())) {
      loss.backward();
      calls.zeroGrad();
      return loss.address();
    }
  }

  /// Backward alone, through a graph that is kept.
  @Benchmark
  public long backward() {
    if (retained == null) retained = LibtorchNetwork.loss(calls.forward());
    try (Tensor one = new Tensor();
        BoolOptional keep = new BoolOptional(true);
        TensorArrayRefOptional all = new TensorArrayRefOptional()) {
      retained.backward(one, keep, false, all);
    }
    calls.zeroGrad();
    return retained.address();
  }
}
