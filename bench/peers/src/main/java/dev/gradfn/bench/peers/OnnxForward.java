package dev.gradfn.bench.peers;

import ai.onnxruntime.OrtException;
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

/// `Forward` on ONNX Runtime: the whole graph, compiled with all of its optimisations.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
public class OnnxForward {
  /// A network file; the model lies beside it, with the ending `.onnx`.
  @Param("")
  String network;

  private OnnxSession session;

  @Setup
  public void build() throws OrtException {
    session = new OnnxSession(network);
  }

  @Benchmark
  public int noGrad() throws OrtException {
    try (var results = session.run()) {
      return results.size();
    }
  }
}
