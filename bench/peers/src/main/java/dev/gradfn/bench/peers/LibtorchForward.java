package dev.gradfn.bench.peers;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
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

/// `Forward` on libtorch.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
public class LibtorchForward {
  /// A network file.
  @Param("")
  String network;

  private LibtorchNetwork calls;

  @Setup
  public void build() {
    Libtorch.start();
    calls = new LibtorchNetwork(NetworkFile.read(network), true);
  }

  @Benchmark
  public long grad() {
    return addressOf(calls.forward());
  }

  @Benchmark
  public long noGrad() {
    try (var _ = new NoGradGuard()) {
      return addressOf(calls.forward());
    }
  }

  private static long addressOf(List<Tensor> outputs) {
    long address = outputs.getFirst().address();
    outputs.forEach(Tensor::close);
    return address;
  }
}
