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

/// `Ops` on libtorch.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class LibtorchOps {
  private interface Call {
    Tensor of(Tensor x, Tensor y);
  }

  private interface Kernel {
    Tensor run(Tensor x, Tensor y, Tensor out);
  }

  /// The operations, with a new result and with `out=`.
  public enum Operation {
    ADD(Tensor::add, (x, y, out) -> torch.add_out(out, x, y)),
    MUL(Tensor::mul, (x, y, out) -> torch.mul_out(out, x, y)),
    RELU((x, _) -> x.relu(), (x, _, out) -> torch.relu_out(out, x)),
    EXP((x, _) -> x.exp(), (x, _, out) -> torch.exp_out(out, x)),
    MATMUL(Tensor::matmul, (x, y, out) -> torch.mm_out(out, x, y));

    private final Call call;
    private final Kernel kernel;

    Operation(Call call, Kernel kernel) {
      this.call = call;
      this.kernel = kernel;
    }

    private long[] shape() {
      return this == MATMUL ? new long[] {512, 512} : new long[] {1_000_000};
    }
  }

  @Param Operation operation;

  private Tensor x;
  private Tensor y;
  private Tensor out;

  @Setup
  public void build() {
    Libtorch.start();
    x = torch.rand(operation.shape());
    y = torch.rand(operation.shape());
    out = torch.rand(operation.shape());
  }

  @Benchmark
  public long into() {
    try (var _ = new PointerScope();
        var _ = new NoGradGuard()) {
      return operation.kernel.run(x, y, out).address();
    }
  }

  @Benchmark
  public long fresh() {
    try (var _ = new PointerScope();
        var _ = new NoGradGuard()) {
      return operation.call.of(x, y).address();
    }
  }
}
