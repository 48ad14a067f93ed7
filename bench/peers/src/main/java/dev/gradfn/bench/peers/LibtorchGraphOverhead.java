package dev.gradfn.bench.peers;

import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
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

/// `GraphOverhead` on libtorch. A scope gives the handles of one chain back when it ends, which is
/// the cheapest way that JavaCPP offers.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class LibtorchGraphOverhead {
  @Param({"mul", "mixed"})
  String chain;

  private Tensor x;
  private Tensor weight;
  private Tensor bias;

  @Setup
  public void build() {
    Libtorch.start();
    boolean mixed = chain.equals("mixed");
    x = torch.ones(2, 2).set_requires_grad(true);
    weight = torch.ones(2, 2).set_requires_grad(mixed);
    bias = torch.ones(2, 2).set_requires_grad(mixed);
  }

  @Benchmark
  public long noGrad() {
    try (var _ = new PointerScope();
        var _ = new NoGradGuard()) {
      return chained().address();
    }
  }

  @Benchmark
  public long forward() {
    try (var _ = new PointerScope()) {
      return chained().address();
    }
  }

  @Benchmark
  public long forwardBackward() {
    try (var _ = new PointerScope()) {
      chained().sum().backward();
      long gradient = x.grad().address();
      x.mutable_grad().reset();
      weight.mutable_grad().reset();
      bias.mutable_grad().reset();
      return gradient;
    }
  }

  /// What JavaCPP alone takes: 1000 handles on one tensor.
  @Benchmark
  public long handles() {
    try (var _ = new PointerScope()) {
      Tensor y = x;
      for (int i = 0; i < 1000; i++) y = new Tensor(y);
      return y.address();
    }
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
    for (int i = 0; i < 250; i++) y = y.mul(weight).add(bias).relu().sub(bias);
    return y;
  }
}
