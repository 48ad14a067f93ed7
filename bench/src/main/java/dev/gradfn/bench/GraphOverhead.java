package dev.gradfn.bench;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.F;
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

/// What an operation costs beside its arithmetic: chains of 1000 operations on 2×2 tensors. The
/// peer is `LibtorchGraphOverhead`, call by call.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class GraphOverhead {
  /// `mul`: one leaf, multiplied by a constant. `mixed`: mul, add, relu, sub, with leaves that
  /// gather 250 gradients each.
  @Param({"mul", "mixed"})
  String chain;

  private Tensor x;
  private Tensor weight;
  private Tensor bias;

  @Setup
  public void build() {
    boolean mixed = chain.equals("mixed");
    x = Tensor.ones(2, 2).requiresGrad_();
    weight = Tensor.ones(2, 2).requiresGrad_(mixed);
    bias = Tensor.ones(2, 2).requiresGrad_(mixed);
  }

  @Benchmark
  public Tensor noGrad() {
    try (var _ = Autograd.noGrad()) {
      return chained();
    }
  }

  @Benchmark
  public Tensor forward() {
    return chained();
  }

  @Benchmark
  public Tensor forwardBackward() {
    chained().sum().backward();
    Tensor gradient = x.grad();
    x.setGrad(null);
    weight.setGrad(null);
    bias.setGrad(null);
    return gradient;
  }

  private Tensor chained() {
    return chain.equals("mixed") ? mixed() : multiplied();
  }

  private Tensor multiplied() {
    Tensor y = x;
    for (int i = 0; i < 1000; i++) y = y.mul(weight);
    return y;
  }

  private Tensor mixed() {
    Tensor y = x;
    for (int i = 0; i < 250; i++) {
      y = F.relu(y.mul(weight).add(bias), false).sub(bias);
    }
    return y;
  }
}
