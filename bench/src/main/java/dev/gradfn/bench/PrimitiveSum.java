package dev.gradfn.bench;

import dev.gradfn.onednn.PrimitiveLog;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/// All primitives and reorders of oneDNN that a [TrainingStep] runs, without anything else: the
/// least that a step can take with them.
public class PrimitiveSum extends NetworkBenchmark {
  /// Steps until weights have been brought into their orders, and memory has been touched.
  private static final int STEPS_BEFORE = 3;

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
