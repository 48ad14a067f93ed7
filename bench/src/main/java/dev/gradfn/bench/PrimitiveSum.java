package dev.gradfn.bench;

import dev.gradfn.onednn.PrimitiveLog;
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

/// All primitives and reorders of oneDNN that a [TrainingStep] runs, without anything else: the
/// least that a step can take with them.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
public class PrimitiveSum {
  /// Steps until weights have been brought into their orders, and memory has been touched.
  private static final int STEPS_BEFORE = 3;

  @Param({"yolov5n", "yolov5s"})
  String model;

  @Param({"640"})
  int size;

  @Param({"1"})
  int batch;

  private PrimitiveLog step;

  @Setup
  public void record() {
    TrainingStep training = new TrainingStep();
    training.model = model;
    training.size = size;
    training.batch = batch;
    training.backend = "onednn";
    training.build();
    for (int i = 0; i < STEPS_BEFORE; i++) training.step();
    step = PrimitiveLog.of(training::step);
  }

  @Benchmark
  public int step() {
    step.replay();
    return step.size();
  }
}
