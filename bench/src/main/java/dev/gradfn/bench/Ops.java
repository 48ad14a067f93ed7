package dev.gradfn.bench;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.MatrixProducts;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Backends;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import dev.gradfn.nn.F;
import dev.gradfn.op.Add;
import dev.gradfn.op.Binary;
import dev.gradfn.op.Op;
import dev.gradfn.op.Unary;
import java.util.concurrent.TimeUnit;
import java.util.function.BinaryOperator;
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

/// Single operations on float32: pointwise ones on 10⁶ elements, and the product of two 512×512
/// matrices. The peer is `LibtorchOps`.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class Ops {
  private interface Kernel {
    void run(KernelChain kernels, NdArray[] in, NdArray[] out);
  }

  /// The operations, as a user calls them and as kernels.
  public enum Operation {
    ADD(Tensor::add, pointwise(new Add(1))),
    MUL(Tensor::mul, pointwise(Binary.MUL)),
    RELU((x, _) -> F.relu(x, false), pointwise(Unary.RELU)),
    EXP((x, _) -> x.exp(), pointwise(Unary.EXP)),
    MATMUL(MatrixProducts::matmul, (kernels, in, out) -> kernels.matmul(in[0], in[1], out[0]));

    private final BinaryOperator<Tensor> call;
    private final Kernel kernel;

    Operation(BinaryOperator<Tensor> call, Kernel kernel) {
      this.call = call;
      this.kernel = kernel;
    }

    private static Kernel pointwise(Op op) {
      return op::run;
    }

    private Dims shape() {
      return this == MATMUL ? Dims.of(512, 512) : Dims.of(1_000_000);
    }
  }

  @Param Operation operation;

  private Tensor x;
  private Tensor y;
  private NdArray[] in;
  private NdArray[] out;

  @Setup
  public void build() {
    long[] shape = operation.shape().toArray();
    x = Tensor.rand(shape);
    y = Tensor.rand(shape);
    in = new NdArray[] {x.array(), y.array()};
    out = new NdArray[] {NdArray.allocate(DType.FLOAT32, operation.shape())};
  }

  /// The kernel alone, into memory that exists: PyTorch's `out=`.
  @Benchmark
  public NdArray into() {
    operation.kernel.run(Backends.kernels(), in, out);
    return out[0];
  }

  /// As a user calls it: the result is a new tensor.
  @Benchmark
  public Tensor fresh() {
    try (var _ = Autograd.noGrad()) {
      return operation.call.apply(x, y);
    }
  }
}
